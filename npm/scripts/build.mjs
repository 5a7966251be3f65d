// Builds `dist/` from `src/` and the engine that `cargo xtask package` has made: node scripts/build.mjs ENGINE_FOLDER
// The folder holds NAME.js, NAME_bg.wasm and NAME.names.json, the short names that wasm-opt gave to what the two say to
// each other, of three engines: `engine`; `time`, which has projections too; and `importer`, which has all that there is. It never
// downloads anything.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [engines] = process.argv.slice(2);
if (!engines) {
  console.error("usage: node scripts/build.mjs ENGINE_FOLDER\nRun `cargo xtask package`, which makes the engines first.");
  process.exit(2);
}
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const typescript = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [typescript, "-p", root], { stdio: "inherit" });

for (const name of ["engine", "time", "importer"]) {
  cpSync(join(engines, `${name}_bg.wasm`), join(dist, `${name}_bg.wasm`));
  const names = JSON.parse(readFileSync(join(engines, `${name}.names.json`), "utf8"));
  const glue = renamed(readFileSync(join(engines, `${name}.js`), "utf8"), names);
  writeFileSync(join(dist, `${name}.js`), (await transform(terse(patient(glue)), { minify: true, target: "es2022" })).code);
  cpSync(join(root, `src/${name}.d.ts`), join(dist, `${name}.d.ts`));
}

/** The minified text of a worker with everything that it imports. */
async function bundled(script, format) {
  const options = { bundle: true, minify: true, target: "es2022", write: false };
  const { outputFiles } = await build({ entryPoints: [join(dist, script)], format, ...options });
  return outputFiles[0].text;
}

// One file: who copies it by hand copies nothing else but the wasm, and a page without a bundler loads one file less.
for (const worker of ["worker.js", "time-worker.js", "import-worker.js"]) writeFileSync(join(dist, worker), await bundled(worker, "esm"));
writeFileSync(join(dist, "projection-worker.js"), open(await bundled("projection-worker.js", "esm")));

// The workers of `foldback/inline` are classic scripts, for not every bundler knows module workers.
const script = await bundled("inline-worker.js", "iife");
const realm = await bundled("projection-worker.js", "iife");
rmSync(join(dist, "inline-worker.js"));
rmSync(join(dist, "inline-worker.d.ts"));
const wasm = gzipSync(readFileSync(join(dist, "importer_bg.wasm")), { level: 9 }).toString("base64");
const carried = { wasm, script, realm };
const assets = Object.entries(carried).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`).join("");
writeFileSync(join(dist, "inline-assets.js"), assets);
cpSync(join(root, "src/inline-assets.d.ts"), join(dist, "inline-assets.d.ts"));

/** The worker of projections, whose one import is of a module that the app names: bundlers are told again, for comments are gone. */
function open(text) {
  const loading = /\bimport\((\w+)\)/g;
  const count = text.match(loading)?.length;
  if (count !== 1) throw new Error(`the worker of projections loads ${count} things by import(), not the app's module alone`);
  return text.replace(loading, "import(/* @vite-ignore */ /* webpackIgnore: true */ $1)");
}

/** The glue, in which what comes for an instance that has crashed goes nowhere, instead of being an error that nobody expects. */
function patient(text) {
  const thrown = /throw new Error\((['"`])Cannot invoke closure from previous WASM instance\1\)/g;
  if (!thrown.test(text)) throw new Error("the glue does not tell closures of an earlier instance: wasm-bindgen writes it differently now");
  return text.replace(thrown, "return");
}

/** The glue without what describes any JavaScript value in panics, which is a seventh of it. */
function terse(text) {
  const [begin, end] = ["function debugString(val) {", "\n}\n"];
  const from = text.indexOf(begin);
  if (from < 0) throw new Error("the glue has no debugString: wasm-bindgen writes it differently now");
  return `${text.slice(0, from)}${begin} return String(val);${text.slice(text.indexOf(end, from))}`;
}

/** The glue with the names that its wasm has: a third of the glue would be names otherwise, which no minifier may touch. */
function renamed(text, { imports, exports }) {
  const [[module]] = imports;
  const replace = (from, to) => {
    if (!text.includes(from)) throw new Error(`the glue does not say ${from}: wasm-bindgen writes it differently now`);
    text = text.replaceAll(from, to);
  };
  replace(`${JSON.stringify(module)}: import0`, `"a": import0`);
  for (const [, name, short] of imports) replace(`${name}: function`, `${short}: function`);
  for (const [name, short] of exports) {
    // The memory and what else the glue does not mention.
    if (text.includes(`wasm.${name}`)) text = text.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), () => `wasm.${short}`);
  }
  return text;
}
