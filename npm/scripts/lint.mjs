// Whether the packed package is as bundlers and TypeScript expect one: node scripts/lint.mjs TARBALL

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [tarball] = process.argv.slice(2);
if (!tarball) {
  console.error("usage: node scripts/lint.mjs TARBALL\n`cargo xtask package` packs one into target/package.");
  process.exit(2);
}
const require = createRequire(import.meta.url);

/** Runs a tool that a package brings, by the name that its manifest gives it. */
function run(name, bin, words) {
  const manifest = join(import.meta.dirname, "../node_modules", name, "package.json");
  const { [bin]: program } = JSON.parse(readFileSync(manifest, "utf8")).bin;
  execFileSync(process.execPath, [join(dirname(require.resolve(manifest)), program), ...words], { stdio: "inherit" });
}

try {
  run("publint", "publint", ["--strict", tarball]);
  // Modules only: there is no CommonJS to resolve.
  run("@arethetypeswrong/cli", "attw", ["--profile", "esm-only", "--no-emoji", "--format", "ascii", tarball]);
} catch (error) {
  if (error.status === undefined) throw error;
  // The tool has said what is wrong.
  process.exit(1);
}
