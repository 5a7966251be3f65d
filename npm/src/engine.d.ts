// The glue that wasm-bindgen writes around the engine.

/** Where the wasm is, or itself. */
export type EngineSource = URL | Response | BufferSource | WebAssembly.Module;

/** Loads the wasm, once. */
export default function init(options: { module_or_path: EngineSource | Promise<EngineSource> }): Promise<unknown>;

/** The same of what is there already. */
export function initSync(options: { module: BufferSource | WebAssembly.Module }): unknown;

/** Answers what comes in at a port: anything with `postMessage` and `onmessage`. */
export function serve(port: unknown): void;

/** Begins anew with an empty memory. */
export function __wbg_reset_state(): void;
