//! The config file.

use registration_core::Config;

use crate::text::text;

/// A file is a valid config, or an error of one line.
pub fn config(data: &[u8]) {
    // So that the fuzzer does not read files.
    let Some(yaml) = text(data).filter(|text| !text.contains("_file")) else { return };
    match Config::parse(yaml) {
        Ok(config) => {
            assert!(!config.hosts.is_empty() && config.link("/x").ends_with("/x"));
            let _ = format!("{config:?}");
        }
        Err(error) => assert!(!error.is_empty()),
    }
}
