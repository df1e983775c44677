//! What happened to a mail that the page waited for.

use std::time::Duration;

use crate::lock::Lock;

/// The result of a mail that was tried at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryAttempt {
    /// The mail server accepted it.
    Sent,
    /// The mail server did not accept it yet; the worker tries again.
    Queued,
}

/// How long the last mail took that a page waited for, and its result: what the honeypot imitates.
#[derive(Debug, Default)]
pub(crate) struct LastDelivery(pub Lock<Option<(Duration, DeliveryAttempt)>>);
