//! What every view knows: the site and the reader's language.

use std::{ops::Deref, sync::Arc};

use registration_core::{domain::Registration, messages::Language};

use crate::{language::Preference, site::Site};

/// The context of a view. Dereferences to the site.
#[derive(Clone, Debug)]
pub struct View {
    site: Arc<Site>,
    pub language: Language,
    /// Whether the reader chose the language with the switch.
    is_chosen: bool,
}

impl View {
    /// A view in the default language.
    pub fn new(site: Arc<Site>) -> Self {
        Self { language: site.languages.default_language(), site, is_chosen: false }
    }

    /// The view in another language.
    pub fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The view for a browser that prefers other languages.
    pub fn preferring(self, preference: Preference) -> Self {
        Self { language: preference.language(), is_chosen: preference.is_chosen(), ..self }
    }

    /// The view of a page of `registration`, which may be opened on another device: it is in the language of the
    /// request, unless the reader chose another one here.
    pub fn for_page_of(&self, registration: &Registration) -> Self {
        let stored = registration.language.as_deref().and_then(|tag| self.languages.find(tag));
        let language = stored.filter(|_| !self.is_chosen).unwrap_or(self.language);
        self.clone().speaking(language)
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
        Self::new(Arc::new(site))
    }
}
