//! The password policy: our rules and Synapse's together.

use std::time::Duration;

use crate::{
    domain::{PasswordPolicy, Strength},
    registrations::context::Applicants,
};

/// Synapse's rules are read again after this.
const FRESH: Duration = Duration::from_mins(5);

impl Applicants {
    /// The policy for new passwords. If Synapse does not answer, the last known rules apply, else only ours.
    pub async fn password_policy(&self) -> PasswordPolicy {
        let now = self.clock().uptime();
        if let Some(policy) = self.0.policy.fresh(now, FRESH) {
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
                self.0.policy.set(now, both);
                both
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot ask Synapse for its password policy");
                self.0.policy.last().unwrap_or(ours)
            }
        }
    }
}
