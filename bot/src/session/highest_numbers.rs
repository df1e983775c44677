//! The highest numbers of requests and rules, kept in the bot's account data: a database that is restored together
//! with all of `data_dir` finds there which numbers people have seen already.

use matrix_sdk::{
    Client,
    ruma::{events::GlobalAccountDataEventType, serde::Raw},
};
use registration_core::{
    Registrations,
    lock::Lock,
    registrations::{ACCOUNT_DATA, Marks},
};
use serde_json::{Value, json};

use crate::error::SetUpError;

/// What the account data holds, as far as this run knows.
#[derive(Debug, Default)]
pub struct HighestNumbers(Lock<Marks>);

impl HighestNumbers {
    /// Has the database skip the numbers that it does not know, and notes what it knows.
    pub(crate) async fn load(client: &Client, registrations: &Registrations) -> Result<Self, SetUpError> {
        let found = client.account().fetch_account_data(kind()).await?;
        let found: Value = found.and_then(|raw| serde_json::from_str(raw.json().get()).ok()).unwrap_or_default();
        let kept = Self(Lock::new(Marks::of(&found)));
        registrations.skip_to(kept.marks()).await?;
        kept.save(client, registrations.operations().numbers()).await?;
        Ok(kept)
    }

    /// Keeps these numbers before anybody reads them.
    pub(crate) async fn save(&self, client: &Client, marks: Marks) -> matrix_sdk::Result<()> {
        let before = self.marks();
        let wanted = before.max(marks);
        if wanted == before {
            return Ok(());
        }
        let content = Raw::new(&json!(wanted))?.cast_unchecked();
        client.account().set_account_data_raw(kind(), content).await?;
        *self.0.lock() = wanted;
        Ok(())
    }

    fn marks(&self) -> Marks {
        *self.0.lock()
    }
}

fn kind() -> GlobalAccountDataEventType {
    GlobalAccountDataEventType::from(ACCOUNT_DATA)
}
