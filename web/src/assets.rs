//! Static files, compiled in. Their names contain a hash of their content, so browsers may cache them forever.

use std::sync::LazyLock;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// A static file.
pub struct Asset {
    path: String,
    kind: &'static str,
    text: &'static str,
}

/// The stylesheet.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css")));

/// The icon.
pub static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/favicon.svg")));

/// The ALTCHA widget, which solves the puzzle.
pub static ALTCHA: LazyLock<Asset> = LazyLock::new(|| script("altcha", include_str!("../assets/altcha/altcha.min.js")));

/// The widget's web worker.
pub static ALTCHA_WORKER: LazyLock<Asset> =
    LazyLock::new(|| script("worker", include_str!("../assets/altcha/worker.js")));

/// Sets up the widget.
pub static PUZZLE: LazyLock<Asset> = LazyLock::new(|| script("puzzle", include_str!("../assets/puzzle.js")));

/// The widget's stylesheet.
pub static ALTCHA_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("altcha", "css", "text/css; charset=utf-8", include_str!("../assets/altcha/altcha.css"))
});

fn script(name: &str, text: &'static str) -> Asset {
    Asset::new(name, "js", "text/javascript; charset=utf-8", text)
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, text: &'static str) -> Self {
        Self { path: format!("/static/{name}-{:016x}.{ending}", hash(text.as_bytes())), kind, text }
    }

    /// The path of the file.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn response(&self) -> Response {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(self.kind)), (header::CACHE_CONTROL, forever)];
        (headers, self.text).into_response()
    }
}

/// `GET /static/style-….css`
pub async fn style() -> Response {
    STYLE.response()
}

/// `GET /static/icon-….svg`, and for browsers that do not read the page, `/favicon.ico`.
pub async fn icon() -> Response {
    ICON.response()
}

/// The routes of the widget's files.
pub fn puzzle_files<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let files: [&'static LazyLock<Asset>; 4] = [&ALTCHA, &ALTCHA_WORKER, &PUZZLE, &ALTCHA_STYLE];
    files.into_iter().fold(Router::new(), |router, file| router.route(file.path(), get(async || file.response())))
}

/// FNV-1a. It only has to tell versions of a file apart.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_content_changes_the_name() {
        assert_eq!(format!("{:x}", hash(b"a")), "af63dc4c8601ec8c"); // the published test vector
        assert!(STYLE.path().starts_with("/static/style-"));
        assert_ne!(hash(b"a{}"), hash(b"b{}"));
    }
}
