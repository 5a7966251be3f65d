// The words behind `foldback`. It touches no file and no port.

import { parseArgs } from "node:util";

export const HELP = `foldback [FILE] [--port N] [--no-open]

Opens the Foldback debugger in your browser, with the log FILE in it: NDJSON, JSON, or either as gzip.
Everything stays on this machine.

  --port N    the port at 127.0.0.1; 8080 when absent, or the next one that is free
  --no-open   serves without opening the browser
  --version   prints the version
  --help      prints this`;

/** What is asked for. Anything else is an error whose message is for the person who typed it. */
export function parsed(words) {
  const options = {
    port: { type: "string" },
    "no-open": { type: "boolean" },
    help: { type: "boolean", short: "h" },
    version: { type: "boolean", short: "V" },
  };
  let found;
  try {
    found = parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    // Its further sentences are about how to write such a program.
    throw new Error(`${error.message.split(". ")[0]}: see \`foldback --help\``);
  }
  const { values, positionals } = found;
  if (positionals.length > 1) throw new Error(`one log at a time, but there are ${positionals.length} names: see \`foldback --help\``);
  const { port, help = false, version = false } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65536)) {
    throw new Error(`--port takes a number from 0 to 65535, but got "${port}"`);
  }
  return { file: positionals[0], port: port === undefined ? undefined : Number(port), open: !values["no-open"], help, version };
}
