//! Marks answers of the bot that announce decisions: ✖️ on such an answer undoes them.

use registration_core::domain::RegistrationId;
use serde_json::{Value, json};

/// The field of the content that holds the numbers of the requests.
const MARK: &str = "org.synapse-registration.undo";

/// Marks an answer as announcing the decisions on these requests.
pub(super) fn mark(mut content: Value, requests: &[RegistrationId]) -> Value {
    content[MARK] = json!(requests.iter().map(|id| id.0).collect::<Vec<_>>());
    content
}

/// The requests whose decisions the content of one of the bot's messages announces.
pub(crate) fn requests(content: &Value) -> Vec<RegistrationId> {
    content[MARK].as_array().into_iter().flatten().filter_map(Value::as_i64).map(RegistrationId).collect()
}
