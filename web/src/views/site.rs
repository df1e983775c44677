//! What stands on every page of this server's.

use axum::response::Redirect;
use registration_core::{
    Config,
    config::{AccountCreation, LegalDocument, Retention},
};

use super::puzzle::Puzzle;
use crate::assets;

/// What stands on every page of this server's.
#[derive(Clone, Debug)]
pub struct Site {
    /// The server's name, as it stands in user IDs.
    pub server: String,
    /// Its picture.
    pub logo: Option<String>,
    /// What an applicant agrees to.
    pub legal: Vec<LegalDocument>,
    /// In characters.
    pub min_reason: usize,
    /// Whether the password is chosen in step 3, and not after the approval.
    pub asks_password: bool,
    /// How long requests are kept.
    pub retention: Retention,
    /// What a browser has to do before the first mail.
    pub puzzle: Option<Puzzle>,
    /// What it has to do where a limit asks for it.
    pub puzzle_on_demand: Puzzle,
    /// The path of the public address, without a slash at its end.
    base: String,
    /// Where the stylesheet is.
    pub style: String,
    /// Where the icon is.
    pub icon: String,
}

impl Site {
    pub fn new(config: &Config) -> Self {
        let base = config.public_url.path().trim_end_matches('/').to_owned();
        Self {
            server: config.synapse.domain.clone(),
            logo: config.logo_url.as_ref().map(ToString::to_string),
            legal: config.legal.clone(),
            min_reason: config.registration.min_reason_length,
            asks_password: config.registration.account_creation == AccountCreation::OnRequest,
            retention: config.retention,
            puzzle: Puzzle::of(config, &base),
            puzzle_on_demand: Puzzle::on_demand(&base),
            style: format!("{base}{}", assets::STYLE.path()),
            icon: format!("{base}{}", assets::ICON.path()),
            base,
        }
    }

    /// A link to one of our pages: `path` begins with a slash.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends the browser to one of our pages, with a GET.
    pub fn redirect(&self, path: &str) -> Redirect {
        Redirect::to(&self.href(path))
    }
}

#[cfg(test)]
impl Site {
    /// A site with nothing special.
    pub fn example() -> Self {
        Self {
            server: "example.org".into(),
            logo: None,
            legal: vec![],
            min_reason: 30,
            asks_password: true,
            retention: Retention::default(),
            puzzle: None,
            puzzle_on_demand: Puzzle::on_demand(""),
            base: String::new(),
            style: "/static/style.css".into(),
            icon: "/static/icon.svg".into(),
        }
    }
}
