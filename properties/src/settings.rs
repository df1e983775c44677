//! The operator's file.

use registration_core::Config;

/// A file is a config or an error of one line; neither prints a secret.
pub fn config(data: &[u8]) {
    // Secrets in files of their own are read from wherever the file says.
    let Some(text) = crate::text(data).filter(|text| !text.contains("_file")) else { return };
    match Config::parse(text) {
        Ok(config) => {
            assert!(!config.hosts.is_empty() && config.link("/x").ends_with("/x"));
            let _ = format!("{config:?}");
        }
        Err(error) => assert!(!error.is_empty()),
    }
}
