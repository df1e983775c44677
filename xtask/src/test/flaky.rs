//! A second try, alone, for tests of the whole system that failed beside all the others.
//!
//! They wait for real servers, and a machine that is busy enough makes any patience end. What passes
//! alone is named all the same: it may be a race that deserves a look.

/// Who failed, by what the test programs printed; nobody when nothing was run at all.
pub fn failed(printed: &str) -> Vec<String> {
    let mut names = vec![];
    let mut is_list = false;
    for line in printed.lines() {
        match line.strip_prefix("    ") {
            Some(name) if is_list && !name.starts_with(' ') => names.push(name.trim_end().to_owned()),
            // The list stands twice: with what each has printed, and then in short.
            _ => is_list = line == "failures:",
        }
    }
    names
}

/// How many passed, all programs together.
pub fn passed(printed: &str) -> usize {
    let results = printed.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
    results.filter_map(|result| result.split(' ').next()?.parse::<usize>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: &str = "running 3 tests\n\
        test a::b ... FAILED\ntest a::c ... ok\n\nfailures:\n\n---- a::b stdout ----\n\
        \x20   not a name\n\nfailures:\n    a::b\n    d::e - should panic\n\n\
        test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";

    #[test]
    fn the_short_list_names_who_failed() {
        assert_eq!(failed(FAILED), ["a::b", "d::e - should panic"]);
        assert!(failed("error: could not compile `x`\n").is_empty());
    }

    #[test]
    fn those_who_passed_are_counted_over_all_programs() {
        let ok = "test result: ok. 2 passed; 0 failed; 0 ignored\nx\ntest result: ok. 0 passed; 0 failed\n";
        assert_eq!(passed(ok), 2);
        assert_eq!(passed(FAILED), 0);
    }
}
