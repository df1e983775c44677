//! The servers that tests and the demo need, each real, on loopback, and ended with us.

pub mod browser;
pub mod certificates;
pub mod django;
pub mod mail;
pub mod nio;
pub mod postfix;
pub mod postgres;
pub mod python;
pub mod synapse;
pub mod world;
