//! What a password must be: ours and Synapse's rules together, asked for now and then.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::Registrations;
use crate::domain::{PasswordPolicy, Strength};

/// Synapse's rules as they were last asked for.
#[derive(Debug, Default)]
pub(in crate::registrations) struct CachedPolicy(Mutex<Option<(Duration, PasswordPolicy)>>);

const FRESH: Duration = Duration::from_mins(5);

impl Registrations {
    /// The policy for new passwords. If Synapse does not answer, the last known rules hold, else ours.
    pub async fn password_policy(&self) -> PasswordPolicy {
        let now = self.clock().uptime();
        let last = *self.0.policy.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, policy)) = last
            && now.saturating_sub(at) < FRESH
        {
            return policy;
        }
        let ours = PasswordPolicy {
            min_length: self.config().registration.min_password_length,
            min_strength: Strength::Good,
            require_digit: false,
            require_symbol: false,
            require_lowercase: false,
            require_uppercase: false,
        };
        match self.synapse().password_policy().await {
            Ok(theirs) => {
                let both = PasswordPolicy {
                    min_length: ours.min_length.max(theirs.minimum_length),
                    require_digit: theirs.require_digit,
                    require_symbol: theirs.require_symbol,
                    require_lowercase: theirs.require_lowercase,
                    require_uppercase: theirs.require_uppercase,
                    ..ours
                };
                *self.0.policy.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, both));
                both
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot ask Synapse for its password policy");
                last.map_or(ours, |(_, policy)| policy)
            }
        }
    }
}
