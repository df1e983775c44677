//! Prints a request with its audit log and signals.

use registration_core::{
    domain::{
        Account, Alike, Answers, Decision, DomainHistory, EarlierDecision, Hold, Inquiry, PriorDenial, QuestionAnswer,
        Reason, Registration, Related, Triage, Verdict, text::lines,
    },
    messages::Language,
    registrations::Signals,
    store::{Entry, Parked},
};
use serde_json::{Value, json};

use crate::{
    output::outln,
    table::{self, plain, when},
};

/// A request, its audit log and its signals.
pub struct Shown<'a> {
    /// The part of user IDs after the colon.
    pub domain: &'a str,
    /// The request.
    pub registration: Registration,
    /// Its audit log.
    pub history: Vec<Entry>,
    /// The decisions on it that were turned around.
    pub earlier: Vec<EarlierDecision>,
    /// Its signals.
    pub signals: Signals,
    /// The outcomes of other requests with the same mail domain.
    pub domain_history: Option<DomainHistory>,
    /// Questions to its applicant.
    pub questions: Vec<Inquiry>,
    /// The claim and the hold.
    pub triage: Triage,
}

impl Shown<'_> {
    /// Prints it for people.
    pub fn print(&self) {
        let of = &self.registration;
        let line = |name: &str, value: &str| outln!("{name:<10}{}", plain(value));
        line("Request", &format!("#{}", of.id));
        line("User ID", &of.localpart.on(self.domain));
        line("E-mail", &of.email.as_typed());
        line("State", of.state.as_str());
        line("Account", account(of.account));
        if let Some(address) = of.address {
            line("Address", &address.to_string());
        }
        let Answers { reason, own } = &of.answers;
        let text = |name: &str, text: &str| {
            for (index, words) in lines(text).into_iter().enumerate() {
                line(if index == 0 { name } else { "" }, &words);
            }
        };
        if let Some(reason) = reason {
            text("Reason", reason.as_str());
        }
        for answer in own {
            text("Question", &answer.label);
            text("Answer", &answer.text);
        }
        if let Some(decision) = &of.decision {
            line(verdict(decision.verdict), &describe(decision));
        }
        for decision in &self.earlier {
            line("Earlier", &describe_earlier(decision));
        }
        if let Some(claim) = &self.triage.claim {
            line("Claimed", &format!("{} by {}", when(claim.at), claim.by));
        }
        if let Some(hold) = &self.triage.hold {
            line("On hold", &describe_hold(hold));
        }
        for question in &self.questions {
            line("Question", &format!("{} by {}: {}", when(question.asked_at), question.by, question.text));
            line("Answer", &describe_answer(question));
        }
        if let Some(history) = &self.domain_history {
            line("Domain", &describe_domain(of.email.parts().1, history));
        }
        for signal in signal_lines(&self.signals) {
            line("Signal", &signal);
        }
        outln!("");
        let rows = self.history.iter().map(|entry| {
            let address = entry.origin.address.map(|address| address.to_string()).unwrap_or_default();
            let detail = entry.detail.clone().unwrap_or_default();
            [when(entry.at), entry.kind.describe(Language::english()), entry.origin.actor.to_string(), address, detail]
        });
        table::print(["Time", "Event", "By", "Address", "Details"], rows);
    }

    /// The request as JSON.
    pub fn json(&self) -> Value {
        let mut facts = facts(&self.registration, self.domain);
        facts["history"] = self.history.iter().map(entry_facts).collect();
        facts["questions"] = self.questions.iter().map(question_facts).collect();
        facts["earlier_decisions"] = self.earlier.iter().map(earlier_facts).collect();
        facts["mail_domain"] = self.domain_history.as_ref().map(domain_facts).into();
        facts["claim"] = self.triage.claim.as_ref().map(|one| json!({"by": one.by.to_string(), "at": one.at})).into();
        let hold = |one: &Hold| json!({"by": one.by.to_string(), "until": one.until, "reason": one.reason});
        facts["hold"] = self.triage.hold.as_ref().map(hold).into();
        facts["prior_denials"] = self.signals.prior_denials.iter().map(denial_facts).collect();
        facts["related"] = self.signals.related.iter().map(related_facts).collect();
        facts["alike"] = self.signals.alike.iter().map(alike_facts).collect();
        facts["throwaway_mail"] = self.signals.throwaway_mail.into();
        facts["looks_like"] = self.signals.looks_like.clone().into();
        facts["seconds_to_submit"] = self.signals.took.map(|took| took.as_secs()).into();
        facts
    }
}

/// A request as JSON. Instants are in RFC 3339.
pub fn facts(of: &Registration, domain: &str) -> Value {
    let Answers { reason, own } = &of.answers;
    let answer = |one: &QuestionAnswer| json!({ "id": one.id, "question": one.label, "answer": one.text });
    json!({
        "id": of.id.0,
        "state": of.state.as_str(),
        "username": of.localpart.as_str(),
        "user_id": of.localpart.on(domain),
        "email": of.email.as_typed(),
        "reason": reason.as_ref().map(Reason::as_str),
        "answers": own.iter().map(answer).collect::<Vec<_>>(),
        "account": account(of.account),
        "address": of.address,
        "started_at": of.started_at,
        "verified_at": of.verified_at,
        "submitted_at": of.submitted_at,
        "changed_at": of.changed_at,
        "decision": of.decision.as_ref().map(decision_facts),
    })
}

/// A parked effect as JSON.
pub fn parked_facts(of: &Parked) -> Value {
    json!({
        "request": of.registration.0,
        "effect": of.effect.kind().as_str(),
        "subject": of.effect.detail(),
        "cause": of.cause,
        "since": of.since,
    })
}

fn entry_facts(of: &Entry) -> Value {
    json!({
        "at": of.at,
        "what": of.kind.as_str(),
        "who": of.origin.actor.to_string(),
        "address": of.origin.address,
        "detail": of.detail,
    })
}

fn question_facts(of: &Inquiry) -> Value {
    json!({
        "question": of.text,
        "by": of.by.to_string(),
        "asked_at": of.asked_at,
        "expires_at": of.expires_at,
        "answer": of.answer.as_ref().map(Reason::as_str),
        "closed_at": of.closed_at,
    })
}

fn describe_answer(of: &Inquiry) -> String {
    match (&of.answer, of.closed_at) {
        (Some(answer), Some(at)) => format!("{}: {}", when(at), answer.as_str()),
        (_, Some(at)) => format!("none by {}", when(at)),
        (_, None) => format!("possible until {}", when(of.expires_at)),
    }
}

fn describe_hold(of: &Hold) -> String {
    let until = of.until.map_or_else(String::new, |until| format!(" until {}", when(until)));
    let reason = of.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    format!("by {}{until}{reason}", of.by)
}

fn describe_earlier(of: &EarlierDecision) -> String {
    let end = match of.verdict {
        Verdict::Approve => "revoked",
        Verdict::Deny => "reopened",
    };
    let message = of.message.as_ref().map_or_else(String::new, |words| format!(": {words}"));
    let (decided, by) = (verdict(of.verdict).to_lowercase(), &of.by);
    format!("{decided} {} by {by}, {end} {} by {}{message}", when(of.at), when(of.ended_at), of.ended_by)
}

fn earlier_facts(of: &EarlierDecision) -> Value {
    json!({
        "verdict": verdict(of.verdict).to_lowercase(),
        "by": of.by.to_string(),
        "at": of.at,
        "message": of.message,
        "ended_by": of.ended_by.to_string(),
        "ended_at": of.ended_at,
    })
}

fn describe_domain(domain: &str, of: &DomainHistory) -> String {
    let DomainHistory { approved, denied, pending, is_cut } = *of;
    let which = if is_cut { "newest requests" } else { "other requests" };
    format!("{domain}, {which}: {approved} approved, {denied} denied, {pending} pending")
}

fn domain_facts(of: &DomainHistory) -> Value {
    let DomainHistory { approved, denied, pending, is_cut } = *of;
    json!({ "approved": approved, "denied": denied, "pending": pending, "more": is_cut })
}

fn denial_facts(of: &PriorDenial) -> Value {
    json!({
        "id": of.id.0,
        "username": of.localpart.as_str(),
        "same_email": of.same_email,
        "same_network": of.same_network,
        "decision": decision_facts(&of.decision),
    })
}

fn related_facts(of: &Related) -> Value {
    json!({
        "id": of.id.0,
        "username": of.localpart.as_str(),
        "state": of.state.as_str(),
        "same_email": of.same_email,
        "same_network": of.same_network,
    })
}

fn alike_facts(of: &Alike) -> Value {
    json!({
        "id": of.id.0,
        "username": of.localpart.as_str(),
        "same_network": of.same_network,
        "same_reason": of.same_reason,
    })
}

/// One line per signal.
fn signal_lines(of: &Signals) -> Vec<String> {
    let mut lines = vec![];
    for denial in &of.prior_denials {
        lines.push(format!("denied before: #{} {}, {}", denial.id, denial.localpart, describe(&denial.decision)));
    }
    for other in &of.related {
        let same = match (other.same_email, other.same_network) {
            (true, true) => "e-mail address and network",
            (true, false) => "e-mail address",
            _ => "network",
        };
        lines.push(format!("same {same}: #{} {} ({})", other.id, other.localpart, other.state.as_str()));
    }
    let similar = of.alike.iter().filter(|one| one.same_reason);
    lines.extend(similar.map(|one| format!("similar reason: #{} {} (pending)", one.id, one.localpart)));
    if of.throwaway_mail {
        lines.push("the mail provider offers disposable addresses".into());
    }
    if !of.looks_like.is_empty() {
        lines.push(format!("looks like: {}", of.looks_like.join(", ")));
    }
    lines.extend(of.took.map(|took| format!("filled in within {} s", took.as_secs())));
    lines
}

fn decision_facts(of: &Decision) -> Value {
    json!({
        "verdict": verdict(of.verdict).to_lowercase(),
        "by": of.by.to_string(),
        "at": of.at,
        "message": of.message,
        "told_by_mail": of.notify,
        "confirmed_by": of.confirmed_by.as_ref().map(ToString::to_string),
        "undo_until": of.undo_until,
    })
}

fn describe(of: &Decision) -> String {
    let message = of.message.as_ref().map_or_else(String::new, |words| format!(": {words}"));
    let quiet = if of.notify { "" } else { ", no mail sent" };
    let confirmed = of.confirmed_by.as_ref().map_or_else(String::new, |by| format!(", confirmed by {by}"));
    format!("{} by {}{confirmed}{quiet}{message}", when(of.at), of.by)
}

const fn verdict(of: Verdict) -> &'static str {
    match of {
        Verdict::Approve => "Approved",
        Verdict::Deny => "Denied",
    }
}

const fn account(of: Account) -> &'static str {
    match of {
        Account::None => "none",
        Account::Intended => "being made",
        Account::Ours => "ours",
        Account::Removed => "removed",
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Actor, Mxid};

    use super::*;

    #[test]
    fn earlier_decision_names_both_people() {
        let at = |hour: i64| Timestamp::from_second(1_800_000_000 + 3600 * hour).expect("a time");
        let denial = EarlierDecision {
            verdict: Verdict::Deny,
            by: Actor::Moderator(Mxid("@mod:example.org".into())),
            at: at(0),
            message: Some("Spam.".into()),
            ended_by: Actor::Moderator(Mxid("@other:example.org".into())),
            ended_at: at(2),
        };
        let approval = EarlierDecision { verdict: Verdict::Approve, message: None, ..denial.clone() };
        assert_eq!(
            [&denial, &approval].map(describe_earlier),
            [
                "denied 2027-01-15 08:00 UTC by @mod:example.org, reopened 2027-01-15 10:00 UTC by @other:example.org: Spam.",
                "approved 2027-01-15 08:00 UTC by @mod:example.org, revoked 2027-01-15 10:00 UTC by @other:example.org",
            ]
        );
    }

    #[test]
    fn mail_domain_is_shown_with_the_outcomes_of_its_requests() {
        let few = DomainHistory { approved: 3, denied: 1, ..DomainHistory::default() };
        let many = DomainHistory { is_cut: true, ..few.clone() };
        assert_eq!(
            [&few, &many].map(|one| describe_domain("corp.example", one)),
            [
                "corp.example, other requests: 3 approved, 1 denied, 0 pending",
                "corp.example, newest requests: 3 approved, 1 denied, 0 pending",
            ]
        );
    }
}
