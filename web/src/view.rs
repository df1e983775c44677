//! What every view knows: the site and the reader's language.

use std::{ops::Deref, sync::Arc};

use registration_core::messages::Language;

use crate::site::Site;

/// The context of a view. Dereferences to the site.
#[derive(Clone, Debug)]
pub struct View {
    site: Arc<Site>,
    pub language: Language,
}

impl View {
    pub fn new(site: Arc<Site>, language: Language) -> Self {
        Self { site, language }
    }
}

impl Deref for View {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

#[cfg(test)]
impl View {
    /// A plain English site.
    pub fn example() -> Self {
        Self::of(Site::example())
    }

    pub fn of(site: Site) -> Self {
        Self::new(Arc::new(site), Language::english())
    }
}
