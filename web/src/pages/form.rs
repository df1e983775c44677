//! A form as it was sent; what cannot be read becomes a page.

use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{HeaderValue, header},
};
use serde::de::DeserializeOwned;

use crate::error::WebError;

/// A form as it was sent.
pub struct Fields<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Fields<T> {
    type Rejection = WebError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, WebError> {
        // A form without fields may come without a type.
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().entry(header::CONTENT_TYPE).or_insert(form);
        let Form(fields) = Form::from_request(request, state).await?;
        Ok(Self(fields))
    }
}
