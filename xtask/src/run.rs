//! Starts, waits for and ends other programs, none of which may outlive us.

mod cargo;
mod child_guard;
mod packages;
mod python;
mod wait;

pub use cargo::{cargo, cargo_program};
pub use child_guard::{ChildGuard, Output};
pub use packages::{apt_install, find_program, is_root};
pub use python::{is_new_enough, python};
pub use wait::{PAUSE, free_port, interrupted, listen_for_interrupts, wait_for};
