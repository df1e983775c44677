//! The pages as pure functions of typed values.

mod date;
pub mod details;
pub mod done;
pub mod email;
pub mod error;
mod field;
pub mod honeypot;
pub mod landing;
mod layout;
pub mod link;
mod new_password;
pub mod password;
pub mod puzzle;
pub mod retry_after;
pub mod sent;
pub mod session;
mod site;
pub mod status;
pub mod username;
pub mod verify;
pub mod working;

pub use new_password::NewPassword;
pub use site::Site;
