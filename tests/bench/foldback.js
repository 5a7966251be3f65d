// Foldback: the app's own engine worker, spoken to as the debugger does (see crates/protocol). Done means
// that the engine answered, and it answers when everything is durable. Never takes a way of its own into
// the store.

export async function foldback() {
  const worker = new Worker("/engine_loader.js");
  let heard;
  const message = () => new Promise((resolve, reject) => (heard = { resolve, reject }));
  worker.onmessage = ({ data }) => data.progress === undefined && heard.resolve(data);
  worker.onerror = (event) => heard.reject(new Error(`foldback: ${event.message ?? "no engine"}`));

  const ready = await message();
  if (!ready.ready) throw new Error("foldback: the engine did not say that it is ready");
  let id = 0;
  const call = async (call, file) => {
    const heard = message();
    worker.postMessage({ id: ++id, call, ...(file && { file }) });
    const { answer, error } = await heard;
    if (error) throw new Error(`foldback: ${error.code}: ${error.message}`);
    return answer;
  };

  let log;
  return {
    async take(blob) {
      const report = await call({ import: { name: blob.name, mapping: null, onBad: "keep" } }, blob);
      log = report.log;
      return report.events;
    },
    clean: () => call({ delete: { log } }),
  };
}
