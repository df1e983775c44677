//! Properties of all parsers of untrusted input. `fuzz/` searches for input that violates one; the tests check the inputs
//! that the fuzzer has found interesting.
#![expect(clippy::missing_panics_doc, clippy::expect_used, reason = "a property panics if it is violated")]

mod addresses;
mod headers;
mod names;
mod room;
mod rules;
mod settings;
mod text;
mod tokens;

pub use addresses::{email, mailbox};
pub use headers::forwarded;
pub use names::username;
pub use room::{command, matrix_link};
pub use rules::rule;
pub use settings::config;
pub use tokens::link;

/// Panics if these bytes violate the property.
pub type Property = fn(&[u8]);

/// The properties by name. Each has a corpus of that name.
pub const ALL: [(&str, Property); 9] = [
    ("username", username),
    ("email", email),
    ("command", command),
    ("matrix_link", matrix_link),
    ("config", config),
    ("forwarded", forwarded),
    ("mailbox", mailbox),
    ("link", link),
    ("rule", rule),
];
