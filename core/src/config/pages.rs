//! The section `legal`: documents to which applicants agree.

use serde::Deserialize;
use url::Url;

use super::values;

/// A document to which applicants agree.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalDocument {
    /// The text of its link.
    pub title: String,
    /// Its address.
    #[serde(deserialize_with = "values::web_url")]
    pub url: Url,
}
