//! What the pages show beside the form.

use serde::Deserialize;
use url::Url;

use super::values;

/// A document that an applicant agrees to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalDocument {
    /// What its link says.
    pub title: String,
    /// Where it is.
    #[serde(deserialize_with = "values::web_url")]
    pub url: Url,
}
