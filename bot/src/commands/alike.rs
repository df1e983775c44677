//! `deny --alike`: also denies the pending requests that are like a request.

use registration_core::{
    Registrations,
    domain::{Alike, RegistrationId},
    store::StoreError,
};

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
