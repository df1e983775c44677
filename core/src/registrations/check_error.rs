//! The error of checks that can refuse a request.

use crate::store::StoreError;

/// Why a check did not pass.
#[derive(Debug, thiserror::Error)]
pub enum CheckError<E> {
    /// It refused the request.
    #[error(transparent)]
    Refused(E),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<E> CheckError<E> {
    /// The same with another refusal.
    pub(crate) fn convert<F: From<E>>(self) -> CheckError<F> {
        match self {
            Self::Refused(refusal) => CheckError::Refused(refusal.into()),
            Self::Store(error) => CheckError::Store(error),
        }
    }

    /// Whether the check passed; errors of the database stay errors.
    pub(crate) fn passed(outcome: Result<(), Self>) -> Result<bool, StoreError> {
        match outcome {
            Ok(()) => Ok(true),
            Err(Self::Refused(_)) => Ok(false),
            Err(Self::Store(error)) => Err(error),
        }
    }
}

/// Lets a use case pass on every refusal that its error has a variant for.
macro_rules! from_check_error {
    ($($error:ty),+) => {$(
        impl<E: Into<Self>> From<$crate::registrations::check_error::CheckError<E>> for $error {
            fn from(error: $crate::registrations::check_error::CheckError<E>) -> Self {
                match error {
                    $crate::registrations::check_error::CheckError::Refused(refusal) => refusal.into(),
                    $crate::registrations::check_error::CheckError::Store(error) => Self::Store(error),
                }
            }
        }
    )+};
}
pub(crate) use from_check_error;
