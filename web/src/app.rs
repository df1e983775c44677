//! The state of the web server.

use std::{
    ops::Deref,
    sync::{Arc, Once},
};

use axum::{body::Bytes, extract::FromRef};
use axum_extra::extract::cookie::{Cookie, Key};
use registration_core::{Registrations, messages::Language};

use crate::{
    cookie,
    error::WebError,
    site::Site,
    view::View,
    views::{self, username::UsernamePage},
};

/// The state of the web server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// See [`App`].
pub struct Inner {
    pub registrations: Registrations,
    pub site: Arc<Site>,
    /// The landing page, which is the same for everybody.
    pub landing: Bytes,
    /// Step 1 for a browser that has not started a request.
    pub first_form: Bytes,
    /// The cookie without its value.
    pub cookie: Cookie<'static>,
    /// Whether the log has the warning about browsers that do not keep the cookie over http.
    pub cookie_over_http: Once,
    key: Key,
}

impl App {
    pub fn new(registrations: Registrations) -> Self {
        let config = registrations.config();
        let site = Arc::new(Site::new(config));
        let view = View::new(Arc::clone(&site), Language::english());
        Self(Arc::new(Inner {
            landing: Bytes::from(views::landing::page(&view).into_string()),
            first_form: Bytes::from(views::username::page(&view, &UsernamePage::default()).into_string()),
            key: Key::from(&*registrations.keys().cookies()),
            cookie: cookie::cookie(config.is_https()),
            cookie_over_http: Once::new(),
            site,
            registrations,
        }))
    }

    /// The context of a view.
    pub fn view(&self) -> View {
        View::new(Arc::clone(&self.site), Language::english())
    }

    /// # Errors
    /// Synapse has said that it cannot create accounts.
    pub fn ensure_open(&self) -> Result<(), WebError> {
        if self.registrations.closed().is_some() { Err(WebError::Closed) } else { Ok(()) }
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
