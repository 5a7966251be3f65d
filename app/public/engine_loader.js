// Starts the engine in its worker.
importScripts("./engine.js");
wasm_bindgen("./engine_bg.wasm");
