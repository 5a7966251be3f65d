// The folder that an app says it keeps the engine's files in.

/** As a URL that files can be looked up in, with or without a slash at its end. */
export function folder(assets: string): URL {
  const base = typeof document === "undefined" ? globalThis.location?.href : document.baseURI;
  return new URL(assets.endsWith("/") ? assets : `${assets}/`, base);
}
