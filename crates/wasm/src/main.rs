//! The engine's worker. It only starts the library in the worker that it finds itself in.

fn main() {
    foldback_wasm::start();
}
