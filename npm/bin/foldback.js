#!/usr/bin/env node
// `npx foldback [FILE]`: serves the debugger to this machine's browser, and opens a log in it. The page fetches the log
// itself; nothing is sent anywhere.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { HELP, parsed } from "./command-line.js";
import { openBrowser } from "./browser.js";
import { offered } from "./offered.js";
import { served, takePort } from "./server.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What cannot be done: one line, and the exit code of a command line that asks for it. */
function refuse(message) {
  console.error(`foldback: ${message}`);
  process.exit(2);
}

async function run() {
  const { file, port, open, help, version } = parsed(process.argv.slice(2));
  if (help) return console.log(HELP);
  if (version) return console.log(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);

  const app = join(root, "debugger");
  if (!existsSync(join(app, "index.html"))) throw new Error(`the debugger is missing at ${app}: install the package anew`);
  const log = file === undefined ? undefined : offered(file);
  const server = served(app, log);
  const { url, note } = await takePort(server, port);

  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
  if (note) console.log(note);
  console.log(log ? `Foldback opens ${log.name} at ${url}` : `Foldback is at ${url}`);
  console.log("Ctrl-C stops it");
  if (open && !(await openBrowser(url))) console.log(`no browser to open on this machine: visit ${url} yourself`);
}

run().catch((error) => refuse(error.message));
