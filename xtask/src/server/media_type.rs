//! The media type of a file, by its extension.
//! Never looks into the file.

use std::path::Path;

/// What goes into `Content-Type`.
pub fn of(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_has_the_type_that_streaming_compilation_needs() {
        assert_eq!(of(Path::new("app_bg.wasm")), "application/wasm");
        assert_eq!(of(Path::new("log.unknown")), "application/octet-stream");
    }
}
