//! The pages, as pure functions of typed values.

/// The title of a page and its first sentence, both of which may name the `server`.
macro_rules! texts {
    ($view:expr, $title:literal, $sentence:literal) => {
        (
            registration_core::text!(in $view.language, $title),
            registration_core::text!(in $view.language, $sentence, server = $view.server.as_str()),
        )
    };
}

pub mod accessibility;
pub mod answer;
mod date;
pub mod details;
pub mod done;
pub mod email;
pub mod error;
pub mod landing;
mod layout;
pub mod link;
pub mod password;
pub mod sent;
pub mod session;
pub mod status;
pub mod username;
pub mod verify;
pub mod working;
