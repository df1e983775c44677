//! Real servers for the tests and the demo, on loopback; each ends when we end.

pub mod browser;
pub mod certificates;
pub mod django;
pub mod mail;
pub mod nio;
pub mod postfix;
pub mod postgres;
pub mod promtool;
pub mod proxies;
pub mod python;
pub mod synapse;
pub mod test_servers;
