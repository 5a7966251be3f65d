// The one file outside the debugger that the server gives, by its name.

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename } from "node:path";

/** Checks that the file can be read. Its name is as typed: a link's own name says more than that of what it points to. */
export function offered(file) {
  const unusable = (why) => new Error(`${file} ${why}: name an export file that you can read`);
  let path;
  try {
    path = realpathSync(file);
  } catch (error) {
    throw unusable(`cannot be found (${error.code})`);
  }
  if (!statSync(path).isFile()) throw unusable("is not a file");
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw unusable(`cannot be read (${error.code})`);
  }
  return { name: basename(file), path };
}

/** Where it is offered, below `/`: everything encoded but letters, digits and `-._~`, so that it fits a query as well. */
export function place({ name }) {
  const rest = (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return `file/${encodeURIComponent(name).replace(/[!'()*]/g, rest)}`;
}
