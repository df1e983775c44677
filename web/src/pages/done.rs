//! Step 4: the request was submitted.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use registration_core::domain::State as Stage;

use crate::{app::App, error::WebError, view::View, views, wizard_session::WizardSession};

/// What happens next. After the decision, redirects to the status page.
pub async fn show(State(app): State<App>, view: View, mut session: WizardSession) -> Result<Response, WebError> {
    let Some(registration) = session.verified().await? else {
        return Ok(session.redirect_to_current_page());
    };
    let token = app.registrations.status_token(&registration);
    Ok(match registration.state {
        Stage::AwaitingEmail | Stage::AwaitingDetails => app.site.redirect("/register/details").into_response(),
        Stage::AwaitingReview => {
            let mxid = registration.localpart.on(&app.site.server);
            views::done::page(&view, &mxid, registration.account, &token).into_response()
        }
        _ => app.site.redirect(&format!("/status/{token}")).into_response(),
    })
}
