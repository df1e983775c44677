//! The settings that pages show: names, links and what the form asks for.

use axum::response::Redirect;
use registration_core::{
    Config,
    config::{AccountCreation, LegalDocument, PagesConfig, Retention, WithoutJavascript},
    domain::Question,
    messages::{Language, Languages},
};

use crate::assets;

/// The settings that pages show.
#[derive(Clone, Debug)]
pub struct Site {
    /// The server name in user IDs.
    pub server: String,
    /// The languages that a reader can choose.
    pub languages: Languages,
    /// The address of the logo.
    pub logo: Option<String>,
    /// The operator's own texts.
    pub pages: PagesConfig,
    /// The documents that an applicant agrees to.
    pub legal: Vec<LegalDocument>,
    /// The minimum length of a reason, in characters; `None` if it is not asked for.
    pub min_reason: Option<usize>,
    /// The operator's own questions.
    pub questions: Vec<Question>,
    /// The language of the moderators, in which answers that are chosen from a list are stored.
    pub room_language: Language,
    /// What step 3 asks for, see [`RegistrationConfig::asks`](registration_core::config::RegistrationConfig::asks).
    pub asks: &'static str,
    /// Whether the password is chosen in step 3; otherwise after approval.
    pub asks_password: bool,
    /// How long requests are kept.
    pub retention: Retention,
    /// Whether every applicant has to solve a puzzle, and what happens without JavaScript.
    pub puzzle: Option<WithoutJavascript>,
    /// The path of `public_url`, without a trailing slash.
    base: String,
    /// The address of the first page.
    pub url: String,
    /// The address of the stylesheet.
    pub style: String,
    /// The address of the icon.
    pub icon: String,
}

impl Site {
    pub fn new(config: &Config) -> Self {
        let base = config.public_url.path().trim_end_matches('/').to_owned();
        Self {
            server: config.synapse.domain.clone(),
            languages: config.languages.clone(),
            url: config.link("/"),
            logo: config.logo_url.as_ref().map(ToString::to_string),
            pages: config.pages.clone(),
            legal: config.legal.clone(),
            min_reason: config.registration.ask_reason.then_some(config.registration.min_reason_length),
            questions: config.registration.questions.clone(),
            room_language: config.room_language(),
            asks: config.registration.asks(),
            asks_password: config.registration.account_creation == AccountCreation::OnRequest,
            retention: config.retention,
            puzzle: config.proof_of_work.enabled.then_some(config.proof_of_work.without_javascript),
            style: format!("{base}{}", assets::STYLE.path()),
            icon: format!("{base}{}", assets::ICON.path()),
            base,
        }
    }

    /// A link to one of our pages; `path` starts with a slash.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Redirects the browser to one of our pages, with a GET request.
    pub fn redirect(&self, path: &str) -> Redirect {
        Redirect::to(&self.href(path))
    }
}

#[cfg(test)]
impl Site {
    /// A site with default settings.
    pub fn example() -> Self {
        Self {
            server: "example.org".into(),
            languages: Languages::new(Language::english(), &[], vec![]),
            logo: None,
            pages: PagesConfig::default(),
            legal: vec![],
            min_reason: Some(30),
            questions: vec![],
            room_language: Language::english(),
            asks: "both",
            asks_password: true,
            retention: Retention::default(),
            puzzle: None,
            base: String::new(),
            url: "https://register.example.org/".into(),
            style: "/static/style.css".into(),
            icon: "/static/icon.svg".into(),
        }
    }
}
