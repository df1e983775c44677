//! Whether the configured `secret_key` belongs to the database.

use crate::{registrations::context::Operations, store::StoreError};

impl Operations {
    /// Records the key if it is the first one; `false` means that the database was created with another one.
    pub async fn remember_key(&self) -> Result<bool, StoreError> {
        self.store().remember_key(self.keys()).await
    }
}
