//! The values of a form, as the browser sent them.

use std::collections::HashMap;

use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{HeaderValue, header},
};
use secrecy::{ExposeSecret, SecretString};

use crate::error::WebError;

/// The values of a form by their field's name. Any of them may be a password, so `Debug` shows none.
#[derive(Debug)]
pub struct Submitted(HashMap<String, SecretString>);

impl Submitted {
    /// What was sent for this field, if the form had it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(ExposeSecret::expose_secret)
    }

    /// What was sent for this field, empty if the form did not have it.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = WebError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, WebError> {
        // A form without fields may come without a content type.
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().entry(header::CONTENT_TYPE).or_insert(form);
        let Form(pairs) = Form::<Vec<(String, SecretString)>>::from_request(request, state).await?;
        let mut values = HashMap::with_capacity(pairs.len());
        for (name, value) in pairs {
            if values.insert(name, value).is_some() {
                return Err(WebError::BadForm);
            }
        }
        Ok(Self(values))
    }
}
