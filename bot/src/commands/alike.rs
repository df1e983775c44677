//! `deny --alike`: also denies the pending requests that are like a request.

use registration_core::{
    Registrations,
    domain::{Alike, RegistrationId},
    messages::Language,
    store::StoreError,
    text,
};

use crate::card::in_common;

/// Maximum similar requests of one command. Those that are left are denied with the next one.
const MAX_ALIKE: usize = 99;

/// The pending requests that are like one of `ids`, without these.
pub(super) async fn find(registrations: &Registrations, ids: &[RegistrationId]) -> Result<Vec<Alike>, StoreError> {
    let mut found: Vec<Alike> = vec![];
    for id in ids {
        let Some(of) = registrations.find(*id).await? else { continue };
        for one in registrations.moderation().alike(std::slice::from_ref(&of)).await?.into_iter().flatten() {
            if !ids.contains(&one.id) && !found.iter().any(|other| other.id == one.id) {
                found.push(one);
            }
        }
    }
    found.truncate(MAX_ALIKE);
    Ok(found)
}

/// The line of a preview: the request, and what it has in common.
pub(super) fn line(language: Language, one: &Alike, domain: &str) -> String {
    let request = format!("#{} {}", one.id, one.localpart.on(domain));
    text!(in language, "room-alike", ids = request, why = in_common(one))
}
