// The runtime of projections, from its source: what a bundler makes of `src/projection`, in a folder of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { buildSync } from "esbuild";

const source = fileURLToPath(new URL("../../src/projection", import.meta.url));

/** The modules of the runtime that are named, each with all that it exports. */
export async function built(...names) {
  const folder = mkdtempSync(join(tmpdir(), "foldback-projection-"));
  try {
    buildSync({
      entryPoints: names.map((name) => join(source, `${name}.ts`)),
      ...{ bundle: true, splitting: true, format: "esm", target: "es2022", outdir: folder, outbase: source },
      outExtension: { ".js": ".mjs" },
    });
    const modules = await Promise.all(names.map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)));
    return Object.assign({}, ...modules);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
