//! `import-django`: imports the Django app's database, or shows what it would import.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use registration_core::{
    Registrations,
    domain::{RuleKind, State},
    registrations::import::{Holder, ImportPlan, LeftOut, RequestOutcome, RuleLeftOut, RuleOutcome, ToImport},
    store::django::{self, OldSchema, OldStatus, Unreadable},
};
use serde_json::{Value, json};

use crate::{output::outln, table};

/// Reads the app's database and reports the outcome of each row; with `apply`, also imports it.
pub async fn run(registrations: Registrations, path: &Path, apply: bool, as_json: bool) -> anyhow::Result<()> {
    let old = django::read(path).await.with_context(|| format!("cannot import {}", path.display()))?;
    let plan = if apply {
        registrations.operations().import(old).await?
    } else {
        registrations.operations().plan_import(old).await?
    };
    let report = Report::of(&plan, registrations.config().link_lifetime().as_hours());
    if as_json {
        return table::json(report.json(apply));
    }
    report.print(apply);
    Ok(())
}

/// The outcome of each row.
struct Report {
    schema: &'static str,
    requests: Vec<Line>,
    rules: Vec<Line>,
    unreadable: Vec<String>,
}

struct Line {
    old: i64,
    /// What identifies it: username and e-mail address, or kind and pattern.
    what: [String; 2],
    was: &'static str,
    outcome: Outcome,
    becomes: String,
    note: String,
}

/// The outcome of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Comes,
    Already,
    LeftOut,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Comes => "import",
            Self::Already => "already imported",
            Self::LeftOut => "LEFT OUT",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Comes => "import",
            Self::Already => "already_imported",
            Self::LeftOut => "left_out",
        }
    }
}

impl Report {
    fn of(plan: &ImportPlan, link_hours: i64) -> Self {
        let requests = plan.requests.iter().map(|request| {
            let (outcome, becomes, note) = match &request.outcome {
                RequestOutcome::Comes(coming) => (Outcome::Comes, coming.state.to_string(), says(coming, link_hours)),
                RequestOutcome::Already => (Outcome::Already, String::new(), String::new()),
                RequestOutcome::LeftOut(why) => (Outcome::LeftOut, String::new(), why_request(why)),
            };
            let what = [request.username.clone(), request.email.clone()];
            Line { old: request.old, what, was: status(request.was), outcome, becomes, note }
        });
        let rules = plan.rules.iter().map(|rule| {
            let (outcome, becomes, note) = match &rule.outcome {
                RuleOutcome::Comes(new, _) => (Outcome::Comes, new.pattern.clone(), String::new()),
                RuleOutcome::Already => (Outcome::Already, String::new(), String::new()),
                RuleOutcome::LeftOut(why) => (Outcome::LeftOut, String::new(), why_rule(why)),
            };
            let what = [rule.kind.to_string(), rule.pattern.clone()];
            Line { old: rule.old, what, was: table_of(rule.kind), outcome, becomes, note }
        });
        Self {
            schema: match plan.schema {
                OldSchema::WithTimestamp => "0.1.3",
                OldSchema::WithEvents => "0.1.4 or newer",
            },
            requests: requests.collect(),
            rules: rules.collect(),
            unreadable: unreadable(&plan.unreadable),
        }
    }

    fn print(&self, applied: bool) {
        outln!("The database of the Django app, version {}.", self.schema);
        section("Requests", ["", "Was", "Username", "E-mail", "", "", ""], &self.requests);
        section("Rules", ["", "Was", "Kind", "Pattern", "", "", ""], &self.rules);
        if !self.unreadable.is_empty() {
            outln!("\nUnreadable, and left out:\n  {}", self.unreadable.join("\n  "));
        }
        outln!("\nRequests: {}.\nRules: {}.", counts(&self.requests), counts(&self.rules));
        outln!(
            "{}",
            if applied {
                "The import is done. No mails were sent; the running service posts the cards in the room."
            } else {
                "Nothing was imported. Add --apply to import."
            }
        );
    }

    fn json(&self, applied: bool) -> Value {
        let request = |line: &Line| {
            let [username, email] = &line.what;
            json!({
                "old_id": line.old, "username": username, "email": email, "was": line.was,
                "outcome": line.outcome.key(), "becomes": line.becomes, "note": line.note,
            })
        };
        let rule = |line: &Line| {
            let [kind, pattern] = &line.what;
            json!({
                "old_id": line.old, "table": line.was, "kind": kind, "pattern": pattern,
                "outcome": line.outcome.key(), "becomes": line.becomes, "note": line.note,
            })
        };
        json!({
            "schema": self.schema,
            "applied": applied,
            "requests": self.requests.iter().map(request).collect::<Vec<_>>(),
            "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
            "unreadable": self.unreadable,
        })
    }
}

/// One line per column, with the ids of the first rows.
fn unreadable(cells: &[Unreadable]) -> Vec<String> {
    const ROWS: usize = 5;
    let mut columns: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for cell in cells {
        columns.entry((cell.table, cell.column)).or_default().push(cell.row);
    }
    let line = |((table, column), rows): (&(&str, &str), &Vec<i64>)| {
        let first: Vec<String> = rows.iter().take(ROWS).map(|row| format!("#{row}")).collect();
        let more = if rows.len() > ROWS { format!(" and {} more", rows.len() - ROWS) } else { String::new() };
        format!("{table}.{column}: {}{more}", first.join(", "))
    };
    columns.iter().map(line).collect()
}

fn says(coming: &ToImport, link_hours: i64) -> String {
    let mut words = match coming.state {
        State::AwaitingEmail | State::AwaitingPassword if coming.has_link() => {
            format!("the link in the app's mail works for {link_hours} h")
        }
        State::AwaitingEmail | State::AwaitingPassword => "it has no link: `requests resend` sends one".to_owned(),
        State::AwaitingReview => "gets a card in the room".to_owned(),
        _ => String::new(),
    };
    if coming.reason_is_cut {
        words.push_str("; the reason is cut at 2000 characters");
    }
    words
}

fn why_request(why: &LeftOut) -> String {
    let holder = |holder: &Holder| match holder {
        Holder::Old(id) => format!("#{id} in this table"),
        Holder::Ours => "an existing request".to_owned(),
    };
    match why {
        LeftOut::Username(error) => error.to_string(),
        LeftOut::Email(error) => error.to_string(),
        LeftOut::NameHeld(by) => format!("the username is taken by {}", holder(by)),
        LeftOut::EmailHeld(by) => format!("the e-mail address is taken by {}", holder(by)),
        LeftOut::Over => "older than `retention` allows".to_owned(),
    }
}

fn why_rule(why: &RuleLeftOut) -> String {
    match why {
        RuleLeftOut::Expired => "it has expired".to_owned(),
        RuleLeftOut::Everybody => "it would block everybody; in the app it had no effect".to_owned(),
        RuleLeftOut::Python => "it uses syntax of Python's: add it again with `rules add`".to_owned(),
        RuleLeftOut::Pattern(error) => error.to_string(),
    }
}

const fn status(was: OldStatus) -> &'static str {
    match was {
        OldStatus::Started => "started",
        OldStatus::Requested => "requested",
        OldStatus::Approved => "approved",
        OldStatus::Denied => "denied",
        OldStatus::Completed => "completed",
    }
}

const fn table_of(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Email => "e-mail block",
        RuleKind::Username => "username rule",
        RuleKind::Address => "IP block",
    }
}

fn section(title: &str, headings: [&str; 7], lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let rows = lines.iter().map(|line| {
        let [first, second] = line.what.clone();
        let becomes = if line.becomes.is_empty() { String::new() } else { format!("→ {}", line.becomes) };
        let (was, outcome) = (line.was.to_owned(), line.outcome.word().to_owned());
        [format!("#{}", line.old), was, first, second, outcome, becomes, line.note.clone()]
    });
    outln!("\n{title}");
    table::print(headings, rows);
}

fn counts(lines: &[Line]) -> String {
    let count = |outcome| lines.iter().filter(|line| line.outcome == outcome).count();
    let [comes, already, left] = [Outcome::Comes, Outcome::Already, Outcome::LeftOut].map(count);
    format!("{comes} to import, {already} imported before, {left} left out")
}
