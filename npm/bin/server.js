// A static file server on the loopback interface. It writes no file, holds none in memory whole, answers nothing but GET
// and HEAD, and answers no page that reached it under a foreign name.

import { open } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { policies } from "./page-policy.js";
import { route } from "./route.js";

const HOST = "127.0.0.1";
/** That of the project's own server, so that logs the debugger keeps for that address are there. */
const USUAL_PORT = 8080;
/** How many ports behind the usual one are tried before any that is free will do. */
const NEIGHBOURS = 10;
/** How much of a file is read and sent at once. */
const CHUNK = 256 * 1024;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  // Compiling while it loads needs this one.
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
};

const ALWAYS = {
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** A server of the folder `app` and, where there is one, the offered log. It has no port yet. */
export function served(app, log) {
  const policyOf = policies(app);
  return createServer((request, response) => {
    answer(request, response).catch((error) => {
      // What has begun cannot be taken back, only cut off. A client that has gone away is no error.
      if (response.headersSent) response.destroy();
      else plain(response, 500, `cannot read the file: ${error.message}`);
    });
  });

  async function answer(request, response) {
    for (const [name, value] of Object.entries(ALWAYS)) response.setHeader(name, value);
    if (!isLocal(request.headers.host)) return plain(response, 403, "this server answers to 127.0.0.1 and localhost only");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return plain(response, 405, "only GET and HEAD");
    }
    const found = route(request.url, app, log);
    if (!found) return plain(response, 404, "not found");
    if (found.redirect) {
      response.setHeader("location", found.redirect);
      return plain(response, 302, "moved");
    }
    await send(request, response, found.file, policyOf(found.file));
  }
}

/**
 * A foreign site can let its own name point at 127.0.0.1 and would then be allowed to read the offered log; the name it
 * was asked under gives it away.
 */
function isLocal(host) {
  return /^(127\.0\.0\.1|localhost)(:\d*)?$/.test(host ?? "");
}

async function send(request, response, path, policy) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const headers = { "content-length": size, "content-type": TYPES[extname(path)] ?? "application/octet-stream" };
    if (policy !== undefined) headers["content-security-policy"] = policy;
    response.writeHead(200, headers);
    if (request.method === "HEAD" || size === 0) return void response.end();
    // No more than the length promised, should the file grow meanwhile.
    const chunks = file.createReadStream({ start: 0, end: size - 1, highWaterMark: CHUNK, autoClose: false });
    await pipeline(chunks, response);
    // A file that has shrunk must not leave the client waiting for the rest.
    if (chunks.bytesRead < size) request.socket.destroy();
  } finally {
    await file.close();
  }
}

function plain(response, status, text) {
  const body = `${text}\n`;
  response.writeHead(status, { "content-length": Buffer.byteLength(body), "content-type": "text/plain; charset=utf-8" });
  // Of an answer to HEAD, Node leaves the body out.
  response.end(body);
}

/**
 * Takes the port that was asked for, or the usual one or one near it. The browser keeps logs by address, and so by port:
 * `note` says when it is not the usual one.
 */
export async function takePort(server, asked) {
  const neighbours = Array.from({ length: NEIGHBOURS }, (_, at) => USUAL_PORT + at);
  for (const port of asked === undefined ? [...neighbours, 0] : [asked]) {
    try {
      const taken = await listening(server, port);
      const moved = asked === undefined && taken !== USUAL_PORT;
      const note = moved ? `port ${USUAL_PORT} is in use: logs that were opened there are not listed here` : undefined;
      return { url: `http://${HOST}:${taken}`, note };
    } catch (error) {
      if (asked === undefined && error.code === "EADDRINUSE") continue;
      throw refusal(error, port);
    }
  }
}

function listening(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve(server.address().port);
    });
  });
}

function refusal(error, port) {
  if (error.code === "EADDRINUSE") {
    return new Error(`port ${port} is in use: stop the program that holds it, or leave --port out and take the next that is free`);
  }
  if (error.code === "EACCES") return new Error(`no permission to use port ${port}: choose one above 1023 with --port`);
  return new Error(`cannot use port ${port}: ${error.message}`);
}
