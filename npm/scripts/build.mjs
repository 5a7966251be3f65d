// Builds `dist/` from `src/` and the engine that `cargo xtask package` has made: node scripts/build.mjs ENGINE_FOLDER
// The folder holds engine.js and engine_bg.wasm. It never downloads anything.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [engine] = process.argv.slice(2);
if (!engine) {
  console.error("usage: node scripts/build.mjs ENGINE_FOLDER\nRun `cargo xtask package`, which makes the engine first.");
  process.exit(2);
}
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const typescript = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [typescript, "-p", root], { stdio: "inherit" });

for (const file of ["engine.js", "engine_bg.wasm"]) cpSync(join(engine, file), join(dist, file));
cpSync(join(root, "src/engine.d.ts"), join(dist, "engine.d.ts"));

/** The minified text of a worker with everything that it imports. */
async function bundled(script, format) {
  const options = { bundle: true, minify: true, target: "es2022", write: false };
  const { outputFiles } = await build({ entryPoints: [join(dist, script)], format, ...options });
  return outputFiles[0].text;
}

// One file: who copies it by hand copies nothing else but the wasm, and a page without a bundler loads one file less.
writeFileSync(join(dist, "worker.js"), await bundled("worker.js", "esm"));

// The worker of `foldback/inline` is one classic script, for not every bundler knows module workers.
const script = await bundled("inline-worker.js", "iife");
rmSync(join(dist, "inline-worker.js"));
rmSync(join(dist, "inline-worker.d.ts"));
const wasm = gzipSync(readFileSync(join(dist, "engine_bg.wasm")), { level: 9 }).toString("base64");
const assets = `export const wasm = ${JSON.stringify(wasm)};\nexport const script = ${JSON.stringify(script)};\n`;
writeFileSync(join(dist, "inline-assets.js"), assets);
cpSync(join(root, "src/inline-assets.d.ts"), join(dist, "inline-assets.d.ts"));
