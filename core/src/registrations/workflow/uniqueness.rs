//! Which partial unique index a failed write has violated.

use crate::store::StoreError;

/// Whether the index that holds usernames stood in the way.
pub(crate) fn is_name_taken(error: &StoreError) -> bool {
    error.violated("registrations_live_localpart", "registrations.localpart")
}

/// Whether the index that holds addresses stood in the way.
pub(crate) fn is_email_taken(error: &StoreError) -> bool {
    error.violated("registrations_live_email", "registrations.email_canonical")
}
