//! The sections `pages` and `legal`: the operator's own texts.

use serde::{Deserialize, Deserializer};
use url::Url;

use super::values;
use crate::messages::PerLanguage;

/// The operator's own texts on the first page, in Markdown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PagesConfig {
    /// Replaces the first paragraph.
    pub intro: Option<PerLanguage<String>>,
    /// The rules of the server.
    pub rules: Option<PerLanguage<String>>,
}

/// A document to which applicants agree.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalDocument {
    /// The text of its link.
    pub title: PerLanguage<String>,
    /// Its address.
    pub url: PerLanguage<WebUrl>,
}

/// An `http` or `https` address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUrl(Url);

impl WebUrl {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<'de> Deserialize<'de> for WebUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        values::web_url(from).map(Self)
    }
}
