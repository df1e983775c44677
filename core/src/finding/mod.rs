//! Findings: what is wrong with a setup, with a stable code, the cause and the remedy. `check`, `/readyz`, the log and
//! the mail to operators all show them.

mod codes;
mod connection;
mod found;
mod part;

pub use codes::Code;
pub use connection::ConnectionProblem;
pub use found::Finding;
pub use part::{Part, Severity};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_every_one_has_a_remedy() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.remedy().ends_with('.') && !code.title().ends_with('.'), "{code:?}");
            assert!(
                code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
        }
    }

    #[test]
    fn remedy_names_the_keys_of_the_part() {
        let finding = Finding::new(Part::Mail, Code::ConnectionRefused, "refused");
        assert!(finding.remedy.contains("`email.host` and `email.port`"), "{}", finding.remedy);
        assert_eq!(finding.manual(), "docs/troubleshooting.md#connection-refused");
    }

    /// The manual's sections are written from the table: `REGISTRATION_WRITE_DOCS=1` updates the file.
    #[test]
    fn manual_has_a_section_for_every_code() {
        const BEGIN: &str = "<!-- findings: written from core/src/finding/codes.rs -->\n";
        const END: &str = "<!-- end of findings -->\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/troubleshooting.md");
        let text = std::fs::read_to_string(path).expect("the manual");
        let (before, rest) = text.split_once(BEGIN).expect("the beginning of the sections");
        let (sections, after) = rest.split_once(END).expect("their end");
        let expected: String = Code::ALL.iter().map(|code| code.section()).collect();
        if sections == expected {
            return;
        }
        if std::env::var_os("REGISTRATION_WRITE_DOCS").is_some() {
            std::fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("written");
        } else {
            panic!("docs/troubleshooting.md is not up to date: run this test with REGISTRATION_WRITE_DOCS=1");
        }
    }
}
