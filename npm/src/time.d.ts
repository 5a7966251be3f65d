// The glue of the engine that also folds.

export { default, initSync, serve, __wbg_reset_state } from "./engine.js";
export type { EngineSource } from "./engine.js";
