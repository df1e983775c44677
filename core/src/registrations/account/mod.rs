//! Accounts on the homeserver: creating, unlocking and removing them without ever touching someone else's.
//!
//! Every write is recorded before it is sent, and the account is read and compared with its record before every
//! write that overwrites or destroys (`core/src/domain/account/checks.rs`). A lost answer is never guessed.

mod access;
mod create;
mod finish;
mod lock;
pub(in crate::registrations) mod locks;
mod open;
mod password_policy;
mod provision;
mod questions;
mod remove;
mod settle;
mod tasks;

pub(super) use provision::AccountError;
pub use questions::{AccountQuestion, AnswerError};
pub(super) use tasks::page_waits;
