//! Pure values and the workflow table. Nothing here reads a clock, a database or a network.

mod actor;
mod email;
mod localpart;
mod password;
mod reason;
mod registration;
mod token;
mod workflow;

pub use actor::{Actor, Mxid};
pub use email::{EmailAddress, EmailError};
pub use localpart::{Localpart, LocalpartError};
pub use password::{MAX_BYTES as PASSWORD_MAX_BYTES, Password, PasswordError, PasswordPolicy, Strength};
pub use reason::{MAX_CHARS as REASON_MAX_CHARS, Reason, ReasonError};
pub use registration::{Account, Decision, Registration, RegistrationId, Verdict};
pub use token::{MangledToken, Token};
pub use workflow::{Effect, Event, IllegalMove, Lane, STARTED, State, UnknownName, step};
