//! The mailed link of a question: GET shows the question and changes nothing, POST saves the answer.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::Token,
    registrations::{AnswerQuestionError, QuestionLink},
};

use crate::{
    app::App,
    error::WebError,
    forms::{
        Submitted,
        answer::{self, Answer},
    },
    middleware::ClientAddress,
    request_span,
    view::View,
    views::{self, answer::NoForm},
};

/// The question, if the link works.
pub async fn show(State(app): State<App>, view: View, Path(token): Path<String>) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else { return Ok(unknown(&view)) };
    let link = app.registrations.applicants().look_at_question(&token).await?;
    Ok(page(&app, &view, &link, &Answer::default()))
}

/// Saves the answer, then redirects to the same page, which says so and can be reloaded.
pub async fn save(
    State(app): State<App>,
    view: View,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else { return Ok(unknown(&view)) };
    let typed = answer::read(&form);
    let Some(value) = typed.value() else {
        let link = app.registrations.applicants().look_at_question(&token).await?;
        return Ok(page(&app, &view, &link, &typed));
    };
    match app.registrations.applicants().answer_question(&token, value, address).await {
        Ok(_) => Ok(view.redirect(&format!("/answer/{token}")).into_response()),
        Err(AnswerQuestionError::Dead(link)) => Ok(page(&app, &view, &link, &typed)),
        Err(AnswerQuestionError::RateLimited(limited)) => Err(limited.into()),
        Err(AnswerQuestionError::Store(error)) => Err(error.into()),
    }
}

fn page(app: &App, view: &View, link: &QuestionLink, answer: &Answer) -> Response {
    let (of, status) = match link {
        QuestionLink::Open(_, of) if answer.problem().is_some() => (of, StatusCode::UNPROCESSABLE_ENTITY),
        QuestionLink::Open(_, of) | QuestionLink::Answered(of) => (of, StatusCode::OK),
        QuestionLink::Closed(of) => (of, StatusCode::GONE),
        QuestionLink::Unknown => return unknown(view),
    };
    request_span::record_registration(of.id);
    let view = view.for_page_of(of);
    let token = app.registrations.status_token(of);
    let body = match link {
        QuestionLink::Open(question, _) => {
            views::answer::form(&view, &of.localpart.on(&view.server), &question.text, answer)
        }
        QuestionLink::Answered(_) => views::answer::without_form(&view, &NoForm::Answered(&token)),
        _ => views::answer::without_form(&view, &NoForm::Closed(&token)),
    };
    (status, body).into_response()
}

fn unknown(view: &View) -> Response {
    (StatusCode::NOT_FOUND, views::answer::without_form(view, &NoForm::Unknown)).into_response()
}
