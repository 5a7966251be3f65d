// Builds what of the debugger's page is JavaScript, into a folder: node build.mjs FOLDER
//
// editor.js     the code editor, which the page loads when a person first opens it
// page.css      the styles of the page (../styles)
// sandbox.html  the frame in which projections run: one file, so that its policy can forbid to load anything

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node build.mjs FOLDER\n`cargo xtask serve` runs it, after `npm ci`.");
  process.exit(2);
}
const here = import.meta.dirname;

/** A script or a style sheet with everything that it imports, minified. */
async function bundled(entry, options) {
  const settings = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning", write: false };
  const { outputFiles } = await build({ entryPoints: [entry], ...settings, ...options });
  return outputFiles[0].text;
}

const worker = await bundled(join(here, "src/sandbox/worker.ts"), { format: "iife" });
const frame = await bundled(join(here, "src/sandbox/index.ts"), {
  format: "iife",
  define: { WORKER_SCRIPT: JSON.stringify(worker) },
});
// In a page, only this ends a script before its end.
const script = frame.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const hash = createHash("sha256").update(script).digest("base64");
const page = readFileSync(join(here, "src/sandbox/sandbox.html"), "utf8");
const filled = page.replace("HASH", () => hash).replace("SCRIPT", () => script);
if (!filled.includes(`'sha256-${hash}'`) || !filled.includes(`<script>${script}</script>`)) {
  throw new Error("src/sandbox/sandbox.html has lost HASH or SCRIPT, which are replaced here");
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "sandbox.html"), filled);
writeFileSync(join(folder, "editor.js"), await bundled(join(here, "src/editor/index.ts"), { format: "esm" }));
writeFileSync(join(folder, "page.css"), await bundled(join(here, "../styles/page.css"), {}));
