// A contender in a module worker of its own: ready when its library is loaded and its store is open and
// empty, then given the Blob, then told to delete what it stored and to be ready again.

export async function contender(script) {
  const worker = new Worker(new URL(script, import.meta.url), { type: "module" });
  const answer = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.error === undefined ? resolve(data) : reject(new Error(`${script}: ${data.error}`));
      worker.onerror = (event) => reject(new Error(`${script}: ${event.message}`));
    });
  await answer();
  return {
    async take(blob) {
      worker.postMessage({ blob });
      return (await answer()).count;
    },
    async size() {
      worker.postMessage({ size: true });
      return (await answer()).size;
    },
    async clean() {
      worker.postMessage({ clean: true });
      await answer();
    },
  };
}

// The worker's side of the same: `open` prepares, `take` reads a Blob and answers a count, `clean` deletes; `size`,
// which not everyone has, answers the bytes of what is stored.
export async function serve({ open, take, clean, size }) {
  const guarded = async (work) => {
    try {
      postMessage((await work()) ?? {});
    } catch (error) {
      postMessage({ error: String(error?.stack ?? error) });
    }
  };
  onmessage = ({ data }) =>
    guarded(async () => {
      if (data.clean) return void (await clean());
      return data.size ? { size: await size() } : { count: await take(data.blob) };
    });
  await guarded(async () => void (await open()));
}
