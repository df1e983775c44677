//! The sign-up form: routes, pages and views.
//!
//! A handler in `pages/` reads the form with `forms/`, calls one use case of [`Registrations`] and renders a pure
//! function of `views/`. Every request passes `middleware/`; `error` maps errors to statuses.

mod app;
mod assets;
mod cookie;
mod error;
mod forms;
mod language;
mod markdown;
pub mod metrics;
mod middleware;
mod pages;
mod request_span;
mod request_view;
mod retry_after;
mod server;
mod site;
mod view;
mod views;
mod wizard_session;

#[cfg(test)]
mod tests;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn_with_state};
use registration_core::{
    Registrations,
    domain::{Question, QuestionKind},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{app::App, middleware::Middleware};

#[cfg(feature = "fuzzing")]
pub use middleware::fuzzing;

/// In bytes, without the operator's own questions. The longest legitimate form is a reason of 2000 characters of four
/// bytes, each byte percent-encoded as three (24,000), and less than 1000 for the other fields.
const BODY_LIMIT: usize = 32 * 1024;

/// The maximum size of a form, in bytes.
fn body_limit(questions: &[Question]) -> usize {
    let chars = questions.iter().map(|question| match &question.kind {
        QuestionKind::Text(length) | QuestionKind::LongText(length) => length.max,
        QuestionKind::Choice(choices) => choices.iter().map(|one| one.first().chars().count()).max().unwrap_or(0),
        QuestionKind::Checkbox => 0,
    });
    BODY_LIMIT + chars.map(|chars| 100 + 12 * chars).sum::<usize>()
}

/// All routes, with their middleware.
pub fn router(registrations: Registrations) -> Router {
    let limit = body_limit(&registrations.config().registration.questions);
    let app = App::new(registrations);
    pages::routes()
        .method_not_allowed_fallback(middleware::wrong_method)
        // The first is the outermost. One call boxes a request's future once instead of three times.
        .layer((
            from_fn_with_state(Middleware::new(app.clone()), middleware::handle),
            CatchPanicLayer::custom(middleware::panicked),
            DefaultBodyLimit::max(limit),
        ))
        .with_state(app)
}

/// Serves the form on `listener` until `stop`; then finishes open requests.
pub async fn serve(registrations: Registrations, listener: TcpListener, stop: CancellationToken) {
    let config = registrations.config();
    let proxies = config.trust_proxy.clone();
    let admission = server::Admission::new(server::connection_limit(), move |peer| proxies.contains(peer));
    let operations = registrations.operations();
    let checks = operations.keep_looking(stop.clone());
    tokio::join!(server::serve(router(registrations.clone()), listener, admission, stop), checks);
}
