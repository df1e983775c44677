//! Prints the result of each check.

/// Prints one line for each check.
#[derive(Default)]
pub struct Report {
    /// Whether a check has failed.
    pub has_failures: bool,
}

impl Report {
    /// A check that passed.
    #[expect(clippy::unused_self, reason = "like `bad`")]
    pub fn good(&self, part: &str, words: &str) {
        println!("ok    {part:<9} {words}");
    }

    /// Something that the operator should know.
    #[expect(clippy::unused_self, reason = "like `bad`")]
    pub fn note(&self, part: &str, words: &str) {
        println!("note  {part:<9} {words}");
    }

    /// A check that failed, and how to fix it.
    pub fn bad(&mut self, part: &str, words: &str, fix: &str) {
        println!("FAIL  {part:<9} {words}\n                {fix}");
        self.has_failures = true;
    }
}
