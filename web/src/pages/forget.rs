//! "This is not me": the browser forgets the request, which itself stays as it is.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::Markup;

use crate::{app::App, views, wizard_session::WizardSession};

/// What was done, and the ways on.
pub async fn show(State(app): State<App>) -> Markup {
    views::session::forgotten(&app.site)
}

/// Takes the cookie away.
pub async fn forget(State(app): State<App>, session: WizardSession) -> Response {
    let to = app.site.redirect("/register/forget").into_response();
    session.forgets(to)
}
