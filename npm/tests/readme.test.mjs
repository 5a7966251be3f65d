// The README: its examples are type-checked, and those that say so run and print what they say; its tables name what there is.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import ts from "typescript";

import * as foldback from "foldback";
import { examples, promised } from "./readme/examples.mjs";

const npm = fileURLToPath(new URL("..", import.meta.url));
const folder = join(npm, "tests/readme");
const readme = readFileSync(join(npm, "README.md"), "utf8");
const all = examples(readme);

test("examples are found, and some of them run", () => {
  assert.ok(all.length >= 15, `${all.length} examples`);
  assert.ok(all.filter(({ runs }) => runs).length >= 8);
  const names = all.map(({ file }) => file);
  assert.deepEqual([...new Set(names)], names);
});

for (const kind of ["TypeScript for a page", "TypeScript for a worker", "JavaScript"]) {
  test(`${kind}: the examples have no error of types`, () => {
    const given = all.filter((example) => kindOf(example) === kind);
    assert.ok(given.length > 0);
    assert.deepEqual(typeErrors(given, kind), []);
  });
}

function kindOf({ language, inWorker }) {
  return language === "js" ? "JavaScript" : inWorker ? "TypeScript for a worker" : "TypeScript for a page";
}

test("what is wrong in an example is found", () => {
  const wrong = [
    `import { openStore } from "foldback"; await (await openStore("shop")).appendToStream(5, { type: "T", data: {} });`,
    `import { openStore } from "foldback"; await openStore<{ type: "A" }>("shop").then((s) => s.append({ streamId: "a", type: "B" }));`,
    `import { nothing } from "foldback";`,
    `import { useState } from "react"; const [text] = useState(""); text.toFixed();`,
  ];
  for (const [at, code] of wrong.entries()) {
    const found = typeErrors([{ file: "wrong.ts", line: 0, code }], "TypeScript for a page");
    assert.equal(found.length, 1, `${at}: ${found}`);
  }
});

for (const { line, language, code } of all.filter(({ runs }) => runs)) {
  test(`the example in line ${line} runs and prints what it says`, async () => {
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    const script = language === "js" ? code : ts.transpileModule(code, { compilerOptions: options }).outputText;
    const words = ["--import", "./tests/readme/page.mjs", "--input-type=module", "--eval", script];
    // As a program of its own; not as one of this test's, whose output is for the runner.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: npm, env, timeout: 60_000 });
    const wanted = promised(code);
    if (wanted.length > 0) assert.deepEqual(stdout.trimEnd().split("\n"), wanted);
  });
}

test("every error class, function and method is in the tables", () => {
  const named = new Set([...readme.matchAll(/`([A-Za-z_]+)/g)].map(([, name]) => name));
  const errors = Object.keys(foldback).filter((name) => foldback[name].prototype instanceof foldback.FoldbackError);
  assert.ok(errors.length > 20);
  const rows = readme.slice(readme.indexOf("## Errors"), readme.indexOf("## What it keeps"));
  for (const name of errors) assert.ok(rows.includes(`\`${name}\``), `${name} is missing in the table of errors`);
  for (const name of Object.keys(foldback)) assert.ok(named.has(name), `${name} is missing`);
  const methods = [...membersOf("store.d.ts", "Store"), ...membersOf("timeline.d.ts", "Questions"), ...membersOf("timeline.d.ts", "Timeline")];
  assert.ok(methods.length > 45);
  for (const name of methods) assert.ok(named.has(name), `${name} of a store is missing`);
});

/** The names of what a class or an interface has. */
function membersOf(file, name) {
  const declared = ts.createSourceFile(file, readFileSync(join(npm, "dist", file), "utf8"), ts.ScriptTarget.ES2022);
  const found = declared.statements.find((one) => (ts.isClassDeclaration(one) || ts.isInterfaceDeclaration(one)) && one.name.text === name);
  return found.members.filter((one) => one.name && ts.isIdentifier(one.name)).map((one) => one.name.text);
}

test("the sizes are those of this build, within a tenth", async () => {
  const sizes = {
    "`engine_bg.wasm`": readFileSync(join(npm, "dist/engine_bg.wasm")),
    "`time_bg.wasm`": readFileSync(join(npm, "dist/time_bg.wasm")),
    "`importer_bg.wasm`": readFileSync(join(npm, "dist/importer_bg.wasm")),
    "`foldback`, bundled": await bundled("index.js"),
    "`worker.js`": readFileSync(join(npm, "dist/worker.js")),
    "`foldback/inline`, bundled": await bundled("inline.js"),
  };
  for (const [name, bytes] of Object.entries(sizes)) {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${name}`));
    const said = [...row.matchAll(/ (\d+) kB/g)].map(([, size]) => Number(size) * 1000);
    const measured = [bytes.length, gzipSync(bytes, { level: 9 }).length];
    const fits = measured.every((size, at) => Math.abs(size - said[at]) <= Math.max(size / 10, 500));
    assert.ok(fits, `${name} takes ${measured.join(" bytes, as gzip ")}, but the README says ${said.join(" and ")}`);
  }
});

/**
 * What a page that opens stores loads at once; not what it loads when it first imports, defines a projection, or opens with
 * `{ worker: false }`, nor the words of projections, which bundlers leave out where nobody uses them.
 */
async function bundled(entry) {
  const external = entry === "index.js" ? ["./start/url.js", "./transfer.js", "./projections.js", "./handlers.js"] : [];
  const contents = `export { ANY, binaryEvent, deleteStore, jsonEvent, listStores, openStore } from ${JSON.stringify(join(npm, "dist", entry))};`;
  const options = { external, bundle: true, minify: true, format: "esm", target: "es2022", write: false, logLevel: "error" };
  const { outputFiles } = await build({ stdin: { contents, resolveDir: npm }, ...options });
  return Buffer.from(outputFiles[0].contents);
}

/** What the compiler says of examples, each a module of its own in a folder where `foldback` is this package. */
function typeErrors(given, kind) {
  const inWorker = kind === "TypeScript for a worker";
  const texts = new Map(given.map(({ file, code }) => [join(folder, file), `${code}\nexport {};\n`]));
  // Examples go on with the store and the file that a reader has by then.
  texts.set(join(folder, "assumed.d.ts"), `declare const store: import("foldback").Store;\ndeclare const openStore: typeof import("foldback").openStore;\n`);
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", ...(inWorker ? ["lib.webworker.d.ts"] : ["lib.dom.d.ts", "lib.dom.iterable.d.ts"])],
    types: inWorker ? [] : ["node", "react"],
    jsx: ts.JsxEmit.ReactJSX,
    // Without types there is nothing to say of what is not null.
    strict: kind !== "JavaScript",
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) =>
    texts.has(name) ? ts.createSourceFile(name, texts.get(name), ...rest) : getSourceFile(name, ...rest);
  const program = ts.createProgram([...texts.keys(), join(folder, "foreign.d.ts")], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    if (!file) return text;
    const example = given.find((one) => join(folder, one.file) === file.fileName);
    return `README.md:${(example?.line ?? 0) + file.getLineAndCharacterOfPosition(start).line}: ${text}`;
  });
}
