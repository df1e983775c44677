//! Names that look like others.

use unicode_security::confusable_detection::skeleton as confusables;

/// What is left of a name when characters that look alike are the same (UTS #39, section 4), and
/// separators count for nothing: two names with the same skeleton can be taken for each other.
#[must_use]
pub fn skeleton(name: &str) -> String {
    let alike: String = confusables(&name.to_lowercase()).filter(|c| !"._-=/+".contains(*c)).collect();
    // The table keeps capitals apart, of which usernames have none.
    confusables(&alike.to_lowercase()).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_the_same_skeleton() {
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
