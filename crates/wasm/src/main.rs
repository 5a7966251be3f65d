//! The debugger's engine. It only serves the page that has started the worker that it finds itself in.

fn main() {
    foldback_wasm::serve(js_sys::global().into());
}
