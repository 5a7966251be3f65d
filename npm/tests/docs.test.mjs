// The reference: every public symbol is documented, and every link in it leads somewhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const npm = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const { bin } = require("typedoc/package.json");
const typedoc = join(dirname(require.resolve("typedoc/package.json")), bin.typedoc);

test("TypeDoc has nothing to warn of", async () => {
  const words = [typedoc, "--emit", "none", "--pretty", "false"];
  const run = await promisify(execFile)(process.execPath, words, { cwd: npm }).catch((error) => error);
  const said = `${run.stdout}${run.stderr}`.split("\n").filter((line) => /warning|error/i.test(line));
  assert.deepEqual([run.code ?? 0, said], [0, []]);
});
