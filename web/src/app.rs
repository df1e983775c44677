//! The state of the web server.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Once},
};

use axum::{body::Bytes, extract::FromRef};
use axum_extra::extract::cookie::{Cookie, Key};
use registration_core::{
    Registrations, finding::Part, lock::Lock, messages::Language, store::StoreError, synapse::SynapseError,
};

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
    /// The pages that are the same for everybody, by the tag of their language.
    rendered: Lock<HashMap<&'static str, Rendered>>,
    /// The cookie without its value.
    pub cookie: Cookie<'static>,
    /// Whether the log has the warning about browsers that do not keep the cookie over http.
    pub cookie_over_http: Once,
    key: Key,
}

/// Pages that are the same for everybody who reads their language.
#[derive(Clone)]
struct Rendered {
    /// The revision of the messages that they are made of.
    revision: u64,
    landing: Bytes,
    first_form: Bytes,
}

impl Rendered {
    fn new(site: &Arc<Site>, language: Language) -> Self {
        let view = View::new(Arc::clone(site)).speaking(language);
        Self {
            revision: language.revision(),
            landing: Bytes::from(views::landing::page(&view).into_string()),
            first_form: Bytes::from(views::username::page(&view, &UsernamePage::default()).into_string()),
        }
    }
}

impl App {
    pub fn new(registrations: Registrations) -> Self {
        let config = registrations.config();
        let site = Arc::new(Site::new(config));
        Self(Arc::new(Inner {
            rendered: Lock::new(
                site.languages.offered().iter().map(|one| (one.tag(), Rendered::new(&site, *one))).collect(),
            ),
            key: Key::from(&*registrations.keys().cookies()),
            cookie: cookie::cookie(config.is_https()),
            cookie_over_http: Once::new(),
            site,
            registrations,
        }))
    }

    /// The landing page, in the language of `view`.
    pub fn landing(&self, view: &View) -> Bytes {
        self.rendered(view.language).landing
    }

    /// Step 1 for a browser that has not started a request, in the language of `view`.
    pub fn first_form(&self, view: &View) -> Bytes {
        self.rendered(view.language).first_form
    }

    /// The pages in this language; rendered again if its messages were reloaded.
    fn rendered(&self, language: Language) -> Rendered {
        let mut rendered = self.rendered.lock();
        match rendered.get(language.tag()) {
            Some(found) if found.revision == language.revision() => found.clone(),
            _ => {
                let fresh = Rendered::new(&self.site, language);
                rendered.insert(language.tag(), fresh.clone());
                fresh
            }
        }
    }

    /// The context of a view, in the default language.
    pub fn view(&self) -> View {
        View::new(Arc::clone(&self.site))
    }

    /// Logs the cause of an error page, unless it belongs to an outage that is in the log.
    pub fn note_error(&self, error: &WebError) {
        if let WebError::Broken(Some(finding)) = error {
            self.registrations.note_down(finding.part, finding);
        }
    }

    /// Logs a database error, unless it belongs to an outage that is in the log.
    pub fn note_store_error(&self, error: &StoreError) {
        self.registrations.note_down(Part::Database, &error.finding());
    }

    /// Logs an error of Synapse, unless it belongs to an outage that is in the log. Its message may hold a name, and its
    /// causes hold the requested URL, so neither is logged.
    pub fn note_synapse_error(&self, error: &SynapseError) {
        match error {
            SynapseError::Refused { status, errcode, .. } => tracing::warn!(status, errcode, "Synapse refused"),
            other => self.registrations.note_down(Part::Synapse, &self.registrations.synapse().finding(other)),
        }
    }

    /// # Errors
    /// Synapse has said that it cannot create accounts.
    pub fn ensure_open(&self) -> Result<(), WebError> {
        if self.registrations.operations().closed().is_some() { Err(WebError::Closed) } else { Ok(()) }
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
