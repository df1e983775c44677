//! The language in which an applicant is answered.

use crate::{
    domain::Registration,
    messages::Language,
    registrations::context::Registrations,
    store::{StoreError, write},
};

impl Registrations {
    /// The language in which the applicant of `registration` is answered.
    #[must_use]
    pub fn language_of(&self, registration: &Registration) -> Language {
        self.config().languages.stored(registration.language.as_deref())
    }

    /// Answers the applicant of `registration` in `language` from now on, by mail too.
    pub async fn set_language(&self, registration: &Registration, language: Language) -> Result<(), StoreError> {
        if registration.language.as_deref() == Some(language.tag()) {
            return Ok(());
        }
        let txn = self.store().begin().await?;
        write::set_language(&txn, registration.id, language.tag()).await?;
        self.store().commit(txn).await
    }
}
