// `npx foldback`: the real program, in a package of its own whose debugger is a few small files.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const npm = fileURLToPath(new URL("..", import.meta.url));
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
const PAGE = `<!doctype html><meta charset="utf-8"><meta
  http-equiv="Content-Security-Policy" content="default-src 'none';
  script-src 'self' 'wasm-unsafe-eval'"><title>A > B</title>`;
const SANDBOX = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; worker-src blob:">`;
const ODD = "50% größe 漢字 a?#&=+.ndjson";
const LOG = '{"stream":"a-1","type":"T","data":{}}\n';
const running = new Set();
let root, program, oddFile;

before(() => {
  root = mkdtempSync(join(tmpdir(), "foldback-cli-"));
  const home = join(root, "package");
  cpSync(join(npm, "bin"), join(home, "bin"), { recursive: true });
  cpSync(join(npm, "package.json"), join(home, "package.json"));
  program = join(home, "bin/foldback.js");
  mkdirSync(join(home, "debugger/sub"), { recursive: true });
  writeFileSync(join(home, "debugger/index.html"), PAGE);
  writeFileSync(join(home, "debugger/sandbox.html"), SANDBOX);
  writeFileSync(join(home, "debugger/sub/sandbox.html"), SANDBOX);
  writeFileSync(join(home, "debugger/engine_bg.wasm"), Buffer.from("\0asm\x01\0\0\0", "latin1"));
  writeFileSync(join(home, "debugger/a b.js"), "1;");
  writeFileSync(join(home, "debugger/empty.css"), "");
  writeFileSync(join(home, "debugger/.hidden"), "no");
  writeFileSync(join(home, "secret.txt"), "secret");
  symlinkSync(join(home, "secret.txt"), join(home, "debugger/link.txt"));
  symlinkSync(home, join(home, "debugger/up"));
  oddFile = join(root, ODD);
  writeFileSync(oddFile, LOG);
});

after(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** The program, without a screen, so that it opens no browser. */
function start(...words) {
  const env = { ...process.env };
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  // One that should have ended and serves instead is ended here, and fails its test.
  const child = spawn(process.execPath, [program, ...words], { env, timeout: 30_000 });
  running.add(child);
  const said = { out: "", error: "" };
  child.stdout.on("data", (text) => (said.out += text));
  child.stderr.on("data", (text) => (said.error += text));
  const ended = once(child, "close").then(([code, signal]) => (running.delete(child), { code, signal, ...said }));
  return { child, said, ended };
}

/** The program once it serves, at a port that the system chose unless one is named. */
async function serving(...words) {
  const started = start("--no-open", ...(words.includes("--port") ? [] : ["--port", "0"]), ...words);
  while (!started.said.out.includes("Ctrl-C stops it")) {
    const told = once(started.child.stdout, "data");
    const end = await Promise.race([told.then(() => undefined), started.ended]);
    if (end) assert.fail(`it ended: ${JSON.stringify(end)}`);
  }
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)$/m.exec(started.said.out)[1]);
  return { ...started, port, stop: () => (started.child.kill("SIGINT"), started.ended) };
}

/** One request whose path is sent as it is. */
function ask(port, path, { method = "GET", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** The first line of the answer to a request line that no client would send. */
async function rawStatus(port, target) {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  assert.match(text, /^HTTP\/1\.1 \d+/, target);
  return Number(text.slice(9, 12));
}

test("the page and the wasm come with their types and with the page's own policy", async () => {
  const { port, said, stop } = await serving();
  assert.match(said.out, /^Foldback is at http:\/\/127\.0\.0\.1:\d+$/m);
  const page = await ask(port, "/");
  assert.equal(page.status, 200);
  assert.equal(page.body.toString(), PAGE);
  const expected = {
    "content-type": "text/html; charset=utf-8",
    "content-length": String(Buffer.byteLength(PAGE)),
    "content-security-policy": POLICY,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(page.headers[name], value, name);
  const wasm = await ask(port, "/engine_bg.wasm");
  assert.equal(wasm.headers["content-type"], "application/wasm");
  assert.deepEqual([...wasm.body], [0, 97, 115, 109, 1, 0, 0, 0]);
  const script = await ask(port, "/a%20b.js?v=1");
  assert.equal(script.headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(script.body.toString(), "1;");
  assert.equal((await ask(port, "/empty.css")).headers["content-length"], "0");
  assert.equal((await ask(port, "/none.js")).status, 404);
  assert.equal((await ask(port, "/sub/")).status, 404);
  assert.equal((await ask(port, "/file/secret.txt")).status, 404);
  await stop();
});

test("the frame in which projections run comes with its own policy, which leaves it no origin", async () => {
  const { port, stop } = await serving();
  const { headers } = await ask(port, "/sandbox.html");
  assert.equal(headers["content-security-policy"], "default-src 'none'; worker-src blob:; sandbox allow-scripts");
  assert.equal((await ask(port, "/sub/sandbox.html")).headers["content-security-policy"], POLICY);
  await stop();
});

test("a log with an odd name is opened by it, and no other file is", async () => {
  const { port, said, stop } = await serving(oddFile);
  assert.ok(said.out.includes(`Foldback opens ${ODD} at http://127.0.0.1:${port}`), said.out);
  const start = await ask(port, "/");
  assert.equal(start.status, 302);
  const place = start.headers.location;
  assert.equal(place, `/?open=file/${encodeURIComponent(ODD)}`);
  assert.match(place, /^[\x21-\x7e]+$/);
  assert.equal((await ask(port, place)).body.toString(), PAGE);
  const log = await ask(port, `/file/${encodeURIComponent(ODD)}`);
  assert.equal(log.status, 200);
  assert.equal(log.body.toString(), LOG);
  assert.equal(log.headers["content-type"], "application/octet-stream");
  assert.equal(log.headers["content-security-policy"], POLICY);
  // What `new URLSearchParams(location.search).get("open")` gives, fetched as it is by the page.
  const asPage = new URL(new URLSearchParams(place.slice(1)).get("open").split(/[?#]/)[0], `http://127.0.0.1:${port}/`);
  assert.equal(asPage.pathname.startsWith("/file/50%"), true);
  for (const other of ["/file/", "/file/secret.txt", "/file/../secret.txt", "/file/%ff", `/${encodeURIComponent(ODD)}`]) {
    assert.equal((await ask(port, other)).status, 404, other);
  }
  await stop();
});

test("a name with a percent sign is found as the page asks for it", async () => {
  const file = join(root, "100%41.ndjson");
  writeFileSync(file, LOG);
  const { port, stop } = await serving(file);
  assert.equal((await ask(port, "/")).headers.location, "/?open=file/100%2541.ndjson");
  for (const path of ["/file/100%2541.ndjson", "/file/100%41.ndjson"]) {
    assert.equal((await ask(port, path)).body.toString(), LOG, path);
  }
  await stop();
});

test("nothing outside the folder is given", async () => {
  const { port, stop } = await serving();
  const targets = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/sub/../../secret.txt",
    "/sub/%2e%2e/%2E%2E/secret.txt",
    "/..\\secret.txt",
    "/%5c..%5csecret.txt",
    `/${root}/package/secret.txt`,
    `/%2f${root.slice(1)}/package/secret.txt`,
    "//etc/passwd",
    "/.hidden",
    "/%00",
    "/link.txt",
    "/up/secret.txt",
    "/up/package.json",
    `http://127.0.0.1:${port}/index.html`,
    "*",
  ];
  for (const target of targets) assert.equal(await rawStatus(port, target), 404, target);
  // The same way of asking finds what is there.
  assert.equal(await rawStatus(port, "/index.html"), 200);
  await stop();
});

test("HEAD has the headers of GET and no body; other methods are refused", async () => {
  const { port, stop } = await serving(oddFile);
  const path = `/file/${encodeURIComponent(ODD)}`;
  const head = await ask(port, path, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(head.headers["content-length"], String(LOG.length));
  assert.equal(head.body.length, 0);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const refused = await ask(port, path, { method });
    assert.equal(refused.status, 405, method);
    assert.equal(refused.headers.allow, "GET, HEAD");
    assert.equal(refused.headers["x-content-type-options"], "nosniff");
  }
  await stop();
});

test("a page that came under a foreign name is refused", async () => {
  const { port, stop } = await serving(oddFile);
  const path = `/file/${encodeURIComponent(ODD)}`;
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", "localhost.evil.example"]) {
    const refused = await ask(port, path, { headers: { host } });
    assert.equal(refused.status, 403, host);
    assert.ok(!refused.body.includes("stream"));
  }
  assert.equal((await ask(port, path, { headers: { host: `localhost:${port}` } })).status, 200);
  await stop();
});

test("twelve open connections wait for none of each other, and large files come whole", async () => {
  const large = join(root, "large.ndjson");
  const bytes = Buffer.alloc(3_000_000, "0123456789abcdef\n");
  writeFileSync(large, bytes);
  const { port, stop } = await serving(large);
  const sockets = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      return socket;
    }),
  );
  // The last four ask nothing, as a browser's spare connections do; the last that ask are answered first.
  for (const socket of sockets.slice(0, 8).reverse()) {
    socket.write("GET /engine_bg.wasm HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    const [answer] = await once(socket, "data");
    assert.match(answer.toString("latin1"), /^HTTP\/1\.1 200/);
  }
  const whole = await Promise.all(Array.from({ length: 4 }, () => ask(port, "/file/large.ndjson")));
  for (const { body } of whole) assert.ok(body.equals(bytes));
  // Someone who leaves in the middle of it takes nobody along.
  sockets[8].write("GET /file/large.ndjson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await once(sockets[8], "data");
  for (const socket of sockets) socket.destroy();
  assert.equal((await ask(port, "/index.html")).status, 200);
  await stop();
});

test("a file that cannot be opened ends it with one line", async () => {
  const unreadable = join(root, "unreadable.ndjson");
  writeFileSync(unreadable, LOG);
  chmodSync(unreadable, 0);
  // Whoever may read everything reads this one too.
  const cases = [join(root, "no-such.ndjson"), root, ...(process.getuid?.() === 0 ? [] : [unreadable])];
  for (const file of cases) {
    const { code, out, error } = await start(file, "--no-open", "--port", "0").ended;
    assert.equal(code, 2, file);
    assert.equal(out, "");
    assert.match(error, /^foldback: [^\n]*: name an export file that you can read\n$/);
    assert.ok(error.includes(file));
  }
});

test("wrong words end it with one line", async () => {
  for (const words of [["--prot", "1"], ["--port", "many"], ["--port", "70000"], ["--port"], ["a", "b"]]) {
    const { code, out, error } = await start(...words).ended;
    assert.deepEqual([code, out], [2, ""], words.join(" "));
    assert.match(error, /^foldback: [^\n]+\n$/);
  }
});

test("help and version", async () => {
  const help = await start("--help").ended;
  assert.equal(help.code, 0);
  for (const word of ["[FILE]", "--port", "--no-open", "--version", "--help"]) assert.ok(help.out.includes(word), word);
  const { version } = JSON.parse(readFileSync(join(npm, "package.json"), "utf8"));
  assert.equal((await start("--version").ended).out, `${version}\n`);
});

test("a port that is taken is refused by number; without one the next is taken", async () => {
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address();
  const { code, error } = await start("--no-open", "--port", String(port)).ended;
  holder.close();
  assert.equal(code, 2);
  assert.match(error, new RegExp(`^foldback: port ${port} is in use: [^\\n]+\\n$`));

  const words = () => start("--no-open");
  const [first, second] = [words(), words()];
  const url = async ({ child, said }) => {
    while (!said.out.includes("Ctrl-C")) await once(child.stdout, "data");
    return /http:\S+/.exec(said.out)[0];
  };
  const urls = [await url(first), await url(second)];
  assert.notEqual(urls[0], urls[1]);
  // One of the two at least is not at the usual port, and says so.
  assert.ok([first, second].some(({ said }) => said.out.startsWith("port 8080 is in use: ")));
  for (const one of [first, second]) {
    one.child.kill("SIGINT");
    await one.ended;
  }
});

test("Ctrl-C ends it quietly, also while something is open", async () => {
  const { port, stop } = await serving();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const { code, signal, error } = await stop();
  socket.destroy();
  assert.deepEqual({ code, signal, error }, { code: 0, signal: null, error: "" });
});

test("without a screen it says where to look", async () => {
  if (process.platform !== "linux") return;
  const started = start("--port", "0");
  while (!started.said.out.includes("no browser")) await once(started.child.stdout, "data");
  started.child.kill("SIGINT");
  assert.match((await started.ended).out, /no browser to open on this machine: visit http:\/\/127\.0\.0\.1:\d+ yourself/);
});
