//! What every page needs, made once.

use std::{
    ops::Deref,
    sync::{Arc, Once},
};

use axum::{body::Bytes, extract::FromRef};
use axum_extra::extract::cookie::{Cookie, Key};
use registration_core::Registrations;

use crate::{
    cookie,
    error::WebError,
    views::{self, Site, username::FirstForm},
};

/// The state of the web server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// See [`App`].
pub struct Inner {
    /// The life of a registration.
    pub registrations: Registrations,
    /// What stands on every page.
    pub site: Site,
    /// The landing page, the same for everybody.
    pub landing: Bytes,
    /// The first form, as it is for whoever has not begun.
    pub first_form: Bytes,
    /// The cookie without its value.
    pub cookie: Cookie<'static>,
    /// Whether a browser was noticed that keeps no cookie because it came over http.
    pub cookie_over_http: Once,
    key: Key,
}

impl App {
    /// Refuses to go on where it is known that no account can be created.
    pub fn ensure_open(&self) -> Result<(), WebError> {
        if self.registrations.closed().is_some() { Err(WebError::Closed) } else { Ok(()) }
    }

    pub fn new(registrations: Registrations) -> Self {
        let config = registrations.config();
        let site = Site::new(config);
        Self(Arc::new(Inner {
            landing: Bytes::from(views::landing::page(&site).into_string()),
            first_form: Bytes::from(views::username::page(&site, &FirstForm::default()).into_string()),
            key: Key::from(&*registrations.keys().cookies()),
            cookie: cookie::cookie(config.is_https()),
            cookie_over_http: Once::new(),
            site,
            registrations,
        }))
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.key.clone()
    }
}
