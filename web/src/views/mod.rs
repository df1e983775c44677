//! The pages as pure functions of typed values.

pub mod details;
pub mod done;
pub mod email;
pub mod error;
mod field;
pub mod landing;
mod layout;
pub mod link;
pub mod sent;
mod site;
pub mod status;
pub mod username;
pub mod verify;
mod when;

pub use site::Site;
