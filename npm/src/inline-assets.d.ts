// What the build writes for `foldback/inline`.

/** The engine's wasm: gzip, as base64. */
export const wasm: string;

/** The worker's script, a classic one. */
export const script: string;

/** The script of a worker that runs one projection, a classic one. */
export const realm: string;
