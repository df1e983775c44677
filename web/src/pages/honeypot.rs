//! What a form says in the field that only machines fill in.

use serde::Deserialize;

/// The fields of [`crate::views::honeypot`]; flattened into the forms that have them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Honeypot {
    comments: String,
    /// Its name before; no page shows it any more.
    website: String,
}

impl Honeypot {
    /// Whether a machine has filled in the form.
    pub fn is_filled_in(&self) -> bool {
        !(self.comments.is_empty() && self.website.is_empty())
    }
}
