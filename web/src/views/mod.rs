//! The pages, as pure functions of typed values.

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
