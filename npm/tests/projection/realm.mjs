// A realm for projections in Node: a thread of its own that runs what the worker of a browser would.

import { buildSync } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const source = fileURLToPath(new URL("../../src/projection", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "foldback-realm-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

buildSync({
  stdin: {
    contents: `
      import { parentPort } from "node:worker_threads";
      import { serveProjection } from ${JSON.stringify(join(source, "serve.ts"))};
      const port = { onmessage: null, postMessage: (message) => parentPort.postMessage(message) };
      parentPort.on("message", (data) => port.onmessage({ data }));
      serveProjection(port);
    `,
    resolveDir: source,
  },
  ...{ bundle: true, platform: "node", format: "esm", target: "es2022", outfile: join(folder, "realm.mjs") },
});
buildSync({ entryPoints: [join(source, "language.ts"), join(source, "captured.ts")], bundle: true, splitting: true, format: "esm", outdir: folder, outExtension: { ".js": ".mjs" } });

/** How many realms were started and ended. */
export const counted = { started: 0, ended: 0 };

/** Starts a realm. */
export function startRealm() {
  const worker = new Worker(pathToFileURL(join(folder, "realm.mjs")));
  counted.started++;
  const realm = {
    ...{ onmessage: null, onerror: null },
    postMessage: (order) => worker.postMessage(order),
    terminate() {
      counted.ended++;
      return worker.terminate();
    },
  };
  worker.on("message", (data) => realm.onmessage?.({ data }));
  worker.on("error", (error) => realm.onerror?.(error));
  return realm;
}

let modules = 0;

/** The address of a module with that text, which finds the words of the language in `foldback`. */
export function moduleOf(text) {
  const file = join(folder, `module-${modules++}.mjs`);
  writeFileSync(file, `import { fromAll, fromCategory } from "./language.mjs"; import { emit } from "./captured.mjs";\n${text}`);
  return pathToFileURL(file).href;
}
