//! "This is not me": the browser forgets the request, which itself stays as it is.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::Markup;

use crate::{app::App, view::View, views, wizard_session::WizardSession};

/// What was done, and the ways on.
pub async fn show(view: View) -> Markup {
    views::session::forgotten(&view)
}

/// Takes the cookie away.
pub async fn forget(State(app): State<App>, session: WizardSession) -> Response {
    let to = app.site.redirect("/register/forget").into_response();
    session.forgets(to)
}
