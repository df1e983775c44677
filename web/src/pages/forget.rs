//! "This is not me": removes the cookie. The request itself does not change.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::Markup;

use crate::{app::App, view::View, views, wizard_session::WizardSession};

/// The confirmation.
pub async fn show(view: View) -> Markup {
    views::session::forgotten(&view)
}

/// Removes the cookie.
pub async fn forget(State(app): State<App>, session: WizardSession) -> Response {
    let to = app.site.redirect("/register/forget").into_response();
    session.forget(to)
}
