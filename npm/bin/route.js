// What a request is answered with. It opens no file, and names none outside the folder and the file that it was given.

import { realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";

import { place } from "./offered.js";

/** Answers the target of a request line: `{ file }`, `{ redirect }`, or nothing. */
export function route(target, app, log) {
  const [path, ...query] = target.split("?");
  if (log && path === "/" && query.length === 0) return { redirect: `/?open=${place(log)}` };
  if (!path.startsWith("/")) return undefined;
  const below = path.slice(1);
  if (below.startsWith("file/")) {
    const name = below.slice("file/".length);
    // A page that took the name out of its query has decoded it already: a name that holds a `%` of its own then arrives
    // as it is.
    return log && (name === log.name || decoded(name) === log.name) ? { file: log.path } : undefined;
  }
  const file = belowFolder(app, below);
  return file && { file };
}

/** Decodes every `%XX`. What is no escape stays; what is no UTF-8 is nothing. */
export function decoded(text) {
  const bytes = [];
  const given = Buffer.from(text);
  for (let at = 0; at < given.length; at++) {
    const digits = given.subarray(at + 1, at + 3).toString("latin1");
    if (given[at] === 0x25 && /^[0-9a-f]{2}$/i.test(digits)) {
      bytes.push(parseInt(digits, 16));
      at += 2;
    } else bytes.push(given[at]);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** The file that a URL's path means below a folder; a folder means its `index.html`. */
function belowFolder(folder, urlPath) {
  const path = decoded(urlPath);
  if (path === undefined) return undefined;
  const parts = path.split("/").filter((part) => part !== "");
  // A leading dot covers `.`, `..` and hidden files; the others lead elsewhere on Windows.
  if (parts.some((part) => part.startsWith(".") || /[\\:\0]/.test(part))) return undefined;
  try {
    const root = realpathSync(folder);
    let found = join(root, ...parts);
    if (statSync(found).isDirectory()) found = join(found, "index.html");
    // A symbolic link may still lead out.
    found = realpathSync(found);
    return found.startsWith(root + sep) && statSync(found).isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}
