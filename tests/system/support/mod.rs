//! What the whole-system tests share: the servers, and the people who use them.

pub mod browser;
pub mod encrypted_person;
pub mod http;
pub mod inbox;
pub mod matrix;
pub mod proxy;
pub mod test_servers;
