//! The highest request and rule numbers, stored in the bot's account data. If the database and all of `data_dir` are
//! restored from a backup, the bot still knows which numbers people have seen.

use matrix_sdk::{
    Client,
    ruma::{events::GlobalAccountDataEventType, serde::Raw},
};
use registration_core::{
    Registrations,
    registrations::{ACCOUNT_DATA, Marks},
};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::error::SetUpError;

/// The numbers in the account data, as far as this run of the bot knows.
#[derive(Debug, Default)]
pub(crate) struct HighestNumbers(Mutex<Marks>);

impl HighestNumbers {
    /// Has the database skip the numbers that it does not know, and saves the numbers that it does know.
    pub(crate) async fn load(client: &Client, registrations: &Registrations) -> Result<Self, SetUpError> {
        let found = client.account().fetch_account_data(kind()).await?;
        let found: Value = found.and_then(|raw| serde_json::from_str(raw.json().get()).ok()).unwrap_or_default();
        let marks = Marks::of(&found);
        registrations.skip_to(marks).await?;
        let numbers = Self(Mutex::new(marks));
        numbers.save(client, registrations.numbers()).await?;
        Ok(numbers)
    }

    /// Saves these numbers if they are higher. This happens before people see them.
    pub(crate) async fn save(&self, client: &Client, marks: Marks) -> matrix_sdk::Result<()> {
        let mut saved = self.0.lock().await;
        let wanted = saved.max(marks);
        if wanted != *saved {
            let content = Raw::new(&json!(wanted))?.cast_unchecked();
            client.account().set_account_data_raw(kind(), content).await?;
            *saved = wanted;
        }
        Ok(())
    }
}

fn kind() -> GlobalAccountDataEventType {
    GlobalAccountDataEventType::from(ACCOUNT_DATA)
}
