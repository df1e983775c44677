//! YAML as `PyYAML` reads it, and errors that quote no value.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sample {
    flag: bool,
    number: u16,
    text: Option<String>,
    list: Vec<String>,
    section: Inner,
    mode: Mode,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Inner {
    user: String,
    password: Option<String>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    #[default]
    Allow,
    Refuse,
}

fn sample(text: &str) -> Sample {
    read(text).map_or_else(|error| panic!("{text}: {error}"), |document| document.content)
}

fn error(text: &str) -> String {
    read::<Sample>(text).map(drop).expect_err(text).to_string()
}

#[test]
fn booleans_are_those_of_yaml_1_1() {
    for yes in ["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "\"yes\"", "'true'", "1", "!!bool true"]
    {
        assert!(sample(&format!("flag: {yes}\n")).flag, "{yes}");
    }
    for no in ["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "", "~", "null", "0", "!!bool false"] {
        assert!(!sample(&format!("flag: {no}\n")).flag, "{no}");
    }
    for neither in ["y", "n", "yEs", "maybe", "2", "[]", "{}", "'false'", "\"no\"", "1.0"] {
        assert!(error(&format!("flag: {neither}\n")).starts_with("flag: expected true or false"), "{neither}");
    }
}

#[test]
fn whole_numbers_are_those_of_python() {
    for (written, number) in [
        ("587", 587),
        ("'587'", 587),
        ("\" 587 \"", 587),
        ("5_87", 587),
        ("+587", 587),
        ("0x24b", 587),
        ("01113", 587),
        ("0b1001001011", 587),
        ("587.0", 587),
        ("!!int '587'", 587),
        ("0", 0),
    ] {
        assert_eq!(sample(&format!("number: {written}\n")).number, number, "{written}");
    }
    for written in ["65536", "-1", "5.5", "many", "''", "9:30", "0o17", "1e3", "yes", "[1]", "'5__87'", "0x", ".inf"] {
        let error = error(&format!("number: {written}\n"));
        assert!(error.starts_with("number: expected a whole number from 0 to 65535"), "{written}: {error}");
    }
}

#[test]
fn texts_may_look_like_numbers_if_no_digit_is_lost() {
    for (written, text) in [
        ("12345678", "12345678"),
        ("12345678901234567890123456", "12345678901234567890123456"),
        ("-1234567890123456789012345678901234567890123", "-1234567890123456789012345678901234567890123"),
        ("1.0", "1.0"),
        ("1.10", "1.1"),
        ("10:30", "10:30"),
        ("2024-01-01", "2024-01-01"),
        ("1e5", "1e5"),
        ("089", "089"),
        ("'0123'", "0123"),
        ("!!str 0123", "0123"),
        ("# a comment\n  0", "0"),
        ("0x7f # 127".replace(" # 127", "g").as_str(), "0x7fg"),
        ("! 0123", "0123"),
        ("'yes'", "yes"),
        ("a: b".replace(": ", ":").as_str(), "a:b"),
    ] {
        assert_eq!(sample(&format!("text: {written}\n")).text.as_deref(), Some(text), "{written}");
    }
    for written in ["0123", "0x7f", "1_000", "+1", "yes", "off", "[a]", "{a: b}"] {
        assert!(error(&format!("text: {written}\n")).starts_with("text: expected a text"), "{written}");
    }
    assert_eq!(sample("{\"text\":12}").text.as_deref(), Some("12"));
    assert!(error("{\"text\":0x7f}").starts_with("text: expected a text"));
    assert!(error("number: 127\ntext: 0x7f\n").starts_with("text: expected a text"));
    assert_eq!(sample("# ümläut\nlist: ['ü', 0, \"é\", no-1, 1e5]\n").list, ["ü", "0", "é", "no-1", "1e5"]);
    assert_eq!(sample("text:\n").text, None);
}

#[test]
fn keys_without_a_value_have_their_defaults() {
    let empty = sample("flag:\nnumber:\ntext:\nlist:\nsection:\nmode:\n");
    assert_eq!(empty, Sample::default());
    assert_eq!(sample("section: {user: , password: ~}\n"), Sample::default());
}

#[test]
fn merges_and_aliases_work_as_in_pyyaml() {
    let merged = sample(
        "defaults: &defaults {user: a, password: secret}\nother: &other {user: b}\n\
         section:\n  user: c\n  <<: [*other, *defaults]\n",
    );
    assert_eq!(merged.section, Inner { user: "c".into(), password: Some("secret".into()) });
    let earlier_wins = sample("a: &a {user: a}\nb: &b {user: b}\nsection: {<<: [*b, *a]}\n");
    assert_eq!(earlier_wins.section.user, "b");
    assert_eq!(sample("x: &x [a, b]\nlist: *x\n").list, ["a", "b"]);
    assert!(error("section: {<<: text}\n").contains("`<<` takes a section"));
    assert!(error("section: {'<<': {user: a}}\n").contains("unknown"));
    assert!(error("list: &l [*l]\n").contains("line 1"));
}

#[test]
fn last_of_equal_keys_wins_and_is_reported() {
    let twice = read::<Sample>("number: 1\nsection:\n  user: a\n  user: b\nnumber: 2\n").expect("valid");
    assert_eq!((twice.content.number, twice.content.section.user.as_str()), (2, "b"));
    let expected = [("section.user", 4), ("number", 5)];
    assert_eq!(twice.duplicates, expected.map(|(path, line)| Duplicate { path: path.into(), line }));
}

#[test]
fn crlf_comments_and_blocks_are_read() {
    let text = "# c\r\nnumber: 5 # five\r\ntext: |\r\n  one\r\n  two\r\nlist:\r\n- a\r\n- b\r\n";
    let read = sample(text);
    assert_eq!((read.number, read.text.as_deref()), (5, Some("one\ntwo\n")));
    assert_eq!(read.list, ["a", "b"]);
}

#[test]
fn errors_have_path_and_line() {
    for (text, said) in [
        ("number: x", "number: expected a whole number from 0 to 65535, found a text, line 1"),
        ("\n\nsection:\n  # user: x\n  user: [a]\n", "section.user: expected a text, found a list, line 5"),
        (
            "{section: {user: a,\n password: {b: c}}}",
            "section.password: expected a text, found a section with keys of its own, line 2",
        ),
        ("list:\n  - a\n  -\n    - b\n", "list[1]: expected a text, found a list, line 4"),
        ("section: secret\n", "section: expected a section with keys of its own, found a text, line 1"),
        ("list: secret\n", "list: expected a list, found a text, line 1"),
        ("mode: secret\n", "mode: expected one of `allow`, `refuse`, line 1"),
        ("mode: [a]\n", "mode: expected one of `allow`, `refuse`, found a list, line 1"),
        ("numbre: 1\n", "numbre: unknown field `numbre`, did you mean `number`?, line 1"),
        (
            "colour: blue\n",
            "colour: unknown field `colour`, expected one of `flag`, `number`, `text`, `list`, `section`, `mode`, line 1",
        ),
        ("- secret\n", "expected a section with keys of its own, found a list"),
        ("flag: true\n---\nflag: true\n", "a second document begins here; there can be one, line 2"),
        ("[a]: b\n", "a key has to be a text, line 1"),
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
    ] {
        assert_eq!(error(text), said, "{text}");
    }
}

/// Whatever shape a secret is written in.
#[test]
fn no_error_quotes_a_value() {
    const SECRET: &str = "s3cr3t";
    for value in [
        "s3cr3t",
        "'s3cr3t'",
        "[s3cr3t]",
        "{s3cr3t}",
        "{s3cr3t: }",
        "{s3cr3t: x}",
        "{password:s3cr3t}",
        "&s3cr3t x",
        "*s3cr3t",
        "!s3cr3t x",
        "!!s3cr3t x",
        "!<s3cr3t> x",
        "@s3cr3t",
        "%s3cr3t",
        "`s3cr3t",
        "|\n    s3cr3t",
        ">\n    s3cr3t",
        "\n    - s3cr3t",
        "\n    s3cr3t: x",
        "\n    ? s3cr3t\n    : x",
        "\"s3cr3t",
        "'s3cr3t",
        "a: s3cr3t: b",
        "[s3cr3t",
        "{s3cr3t",
        "s3cr3t]",
        "- s3cr3t",
        "\"\\s3cr3t\"",
        "? s3cr3t",
        "\"s3cr3t\" s3cr3t",
        "s3cr3t\n\ts3cr3t",
        "\u{0}s3cr3t",
        "s3cr3t #: s3cr3t",
    ] {
        for key in [
            "flag",
            "number",
            "list",
            "section",
            "mode",
            "s3cr3t",
            "text",
            "section:\n  password",
            "section:\n  user",
            "-",
            "section",
        ] {
            let text = format!("{key}: {value}\n");
            if let Err(error) = read::<Sample>(&text).map(|_| ()) {
                assert!(!error.to_string().contains(SECRET), "{text}: {error}");
                assert!(!format!("{error:?}").contains(SECRET), "{text}: {error:?}");
            }
        }
    }
}

#[test]
fn number_and_depth_of_values_are_limited() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (above, below) in "abcdefg".chars().zip("bcdefgh".chars()) {
        let aliases = vec![format!("*{above}"); 10].join(", ");
        bomb.extend([&*format!("{below}: &{below} ["), &aliases, "]\n"]);
    }
    let many = format!("list: [{}]\n", "x, ".repeat(30_000));
    let deep = format!("list: {}{}\n", "[".repeat(500), "]".repeat(500));
    for text in [many, deep] {
        assert!(error(&text).contains("line 1"), "too much");
    }
    assert!(read::<BTreeMap<String, String>>(&bomb).is_err());
}
