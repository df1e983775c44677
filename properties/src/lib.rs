//! What must hold of every parser of outside input, whatever it is given. `fuzz/` looks for bytes for
//! which it does not; the tests replay what it has found interesting.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "to panic is how a property says that it does not hold"
)]

mod addresses;
mod headers;
mod names;
mod room;
mod rules;
mod settings;
mod tokens;

// Private to their crates, and compiled in here as they are.
#[expect(dead_code, unused_imports, reason = "not all of it is asked here")]
#[path = "../../bot/src/commands"]
mod commands {
    pub(crate) mod parse;
}
#[path = "../../web/src/middleware/csrf.rs"]
mod csrf;
#[path = "../../web/src/middleware/forwarded.rs"]
mod forwarded_for;
#[path = "../../web/src/middleware/allowed_hosts.rs"]
mod hosts;
#[path = "../../core/src/registrations/import/pattern.rs"]
mod pattern;
#[path = "../../bot/src/matrix"]
mod matrix {
    pub(crate) mod pills;
}
#[path = "../../web/src/middleware/rfc7239.rs"]
mod rfc7239;
#[expect(dead_code, reason = "not all of it is asked here")]
#[path = "../../bot/src/voting"]
mod voting {
    pub(crate) mod count;
}

pub use addresses::{email, mailbox};
pub use headers::forwarded;
pub use names::username;
pub use room::{command, matrix_link};
pub use rules::rule;
pub use settings::config;
pub use tokens::link;

/// Looks at some bytes, and panics if it does not hold of them.
pub type Property = fn(&[u8]);

/// The properties by their names, with which their corpora are found.
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

/// Text, as nearly everything that comes in is.
fn text(data: &[u8]) -> Option<&str> {
    str::from_utf8(data).ok()
}
