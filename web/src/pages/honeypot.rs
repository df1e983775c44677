//! What a form says in the field that only machines fill in.

use serde::Deserialize;

/// The fields of [`crate::views::honeypot`]; flattened into the forms that have them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Trap {
    comments: String,
    /// Its name before; no page shows it any more.
    website: String,
}

impl Trap {
    /// Whether a machine has filled in the form.
    pub fn has_caught(&self) -> bool {
        !(self.comments.is_empty() && self.website.is_empty())
    }
}
