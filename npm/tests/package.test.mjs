// The package as it is published: what is in it, and that it can be used by someone who has nothing else.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const npm = fileURLToPath(new URL("..", import.meta.url));
let root, files;

before(() => {
  root = mkdtempSync(join(tmpdir(), "foldback-package-"));
  const run = { cwd: npm, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", root], run));
  files = packed.files.map(({ path }) => path);
  const place = join(root, "node_modules/foldback");
  mkdirSync(place, { recursive: true });
  execFileSync("tar", ["-xzf", join(root, packed.filename), "--strip-components", "1", "-C", place]);
});

after(() => rmSync(root, { recursive: true, force: true }));

test("it holds what a user needs and nothing else", () => {
  const known = /^(README\.md|LICENSE-(APACHE|MIT)|package\.json|bin\/[\w-]+\.js|dist\/([\w-]+\/)*[\w-]+(\.d\.ts|\.js|\.wasm)|debugger\/[\w-]+\.(html|js|css|svg|wasm))$/;
  assert.deepEqual(files.filter((file) => !known.test(file)), []);
  const needed = ["README.md", "LICENSE-APACHE", "LICENSE-MIT", "bin/foldback.js", "dist/engine_bg.wasm", "dist/worker.js"];
  for (const file of needed) assert.ok(files.includes(file), file);
  // The debugger is there once it was built.
  assert.equal(files.includes("debugger/index.html"), existsSync(join(npm, "debugger/index.html")));
});

test("every entry is there", () => {
  const { exports, bin } = JSON.parse(readFileSync(join(npm, "package.json"), "utf8"));
  const targets = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  for (const target of [...targets, ...Object.values(bin)]) assert.ok(files.includes(target.slice(2)), target);
});

test("its licences are the project's", () => {
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.equal(readFileSync(join(npm, name), "utf8"), readFileSync(join(npm, "..", name), "utf8"), name);
  }
});

test("its types need no others, and no newer library than ES2022", () => {
  const file = join(root, "app.mts");
  const code = `
    import { openStore } from "foldback";
    import type { Store } from "foldback/inline";
    import { listStores } from "foldback/same-thread";
    const store: Store = await openStore("shop");
    for await (const event of store.readAll()) new Blob([event.rawData()]);
    for await (const bytes of store.exportLog()) new Blob([bytes]);
    const wrong: number = (await listStores()).map(({ name }) => name);
  `;
  writeFileSync(file, code);
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  };
  const program = ts.createProgram([file], options);
  const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  assert.deepEqual(said, ["Type 'string[]' is not assignable to type 'number'."]);
});

test("it runs where it was installed", () => {
  const script = `
    import { openStore } from "foldback";
    const store = await openStore("shop");
    await store.appendToStream("cart-1", { type: "Opened", data: {} });
    console.log((await store.head()).position);
  `;
  const run = (...words) => execFileSync(process.execPath, words, { cwd: root, encoding: "utf8" });
  assert.equal(run("--input-type=module", "--eval", script), "0n\n");
  // As where a test's stand-in for a page has put its own in their place.
  const standIn = "globalThis.Blob = class {}; globalThis.Response = class {};";
  assert.equal(run("--import", `data:text/javascript,${standIn}`, "--input-type=module", "--eval", script), "0n\n");
  assert.match(run("node_modules/foldback/bin/foldback.js", "--version"), /^\d+\.\d+\.\d+\n$/);
});
