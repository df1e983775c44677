//! The fields of the forms: each field's name, how its value is checked, and how it is shown.

pub mod answer;
pub mod details;
pub mod email;
mod field;
pub mod honeypot;
pub mod new_password;
pub mod puzzle;
pub mod question;
pub mod request_mark;
mod submitted;
pub mod username;

pub use field::{Field, Input, Labelled};
pub use submitted::Submitted;
