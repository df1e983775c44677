//! Usernames that look like others (UTS #39).

use unicode_security::confusable_detection::skeleton as confusables;

/// Maps characters that look alike to one of them (UTS #39, section 4) and drops separators: two names with the same
/// skeleton can be mistaken for each other.
///
/// ```
/// use registration_core::domain::skeleton;
///
/// assert_eq!(skeleton("paypal"), skeleton("paypa1"));
/// assert_ne!(skeleton("paypal"), skeleton("pal"));
/// ```
#[must_use]
pub fn skeleton(name: &str) -> String {
    let alike: String = confusables(&name.to_lowercase()).filter(|c| !"._-=/+".contains(*c)).collect();
    // The table distinguishes capital letters, but usernames have none.
    confusables(&alike.to_lowercase()).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookalikes_have_the_same_skeleton() {
        for (one, other) in
            [("admin", "adrnin"), ("alice", "a1ice"), ("bob", "b0b"), ("support", "sup.port"), ("anna", "аnnа")]
        {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        for (one, other) in [("alice", "alicia"), ("bob", "rob"), ("ann", "anna")] {
            assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
        }
    }
}
