//! A puzzle is answered once, in time, and by work; bots that try something else get nothing.

use std::net::IpAddr;

use altcha::{Payload, Solution};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;
use crate::testing::answer_to;

const ON: &str = "proof_of_work: {enabled: true, difficulty: 20, without_javascript: refuse}\n";
const OPTIONAL: &str = "proof_of_work: {enabled: true, difficulty: 20, without_javascript_per_day: 2}\n";

/// What the widget sends for this puzzle, to be tampered with.
fn solved(puzzle: &str) -> Payload {
    serde_json::from_slice(&STANDARD.decode(answer_to(puzzle)).expect("base64")).expect("JSON")
}

fn sent(payload: &Payload) -> String {
    STANDARD.encode(serde_json::to_vec(payload).expect("JSON"))
}

impl TestCore {
    fn answer(&self) -> String {
        answer_to(&self.registrations.applicants().puzzle().expect("a puzzle"))
    }

    async fn tries(&self, name: &str, answer: Option<String>) -> Result<Started, StartError> {
        self.tries_from("203.0.113.9", name, answer).await
    }

    async fn tries_from(&self, address: &str, name: &str, answer: Option<String>) -> Result<Started, StartError> {
        let (email, address) = (mail(&format!("{name}@example.org")), address.parse::<IpAddr>().ok());
        self.registrations
            .applicants()
            .start(Start { localpart: local(name), email, address, answer, language: Language::english() })
            .await
    }
}

fn unproven(result: Result<Started, StartError>) -> ProofError {
    match result {
        Err(StartError::ProofError(unproven)) => unproven,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn puzzle_answer_counts_once_across_restarts() {
    let core = TestCore::with(ON).await;
    let answer = core.answer();
    core.tries("a1", Some(answer.clone())).await.expect("proven");
    assert_eq!(unproven(core.tries("a2", Some(answer.clone())).await), ProofError::Void);

    let config = Config::parse(&core.text).expect("valid");
    let store = Store::connect(&config).await.expect("opened again");
    let (synapse, mailer) = (core.registrations.synapse().clone(), core.registrations.mailer().clone());
    let (keys, clock) = (core.registrations.keys().clone(), core.registrations.clock().clone());
    let other = Registrations::new(config, keys, store, synapse, mailer, clock);
    let start = Start {
        localpart: local("a3"),
        email: mail("a3@example.org"),
        address: None,
        answer: Some(answer),
        language: Language::english(),
    };
    assert_eq!(unproven(other.applicants().start(start).await), ProofError::Void);
    assert_eq!(core.registrations.list(None, 9).await.expect("read").len(), 1, "nothing else was stored");
}

#[tokio::test]
async fn one_answer_admits_one_concurrent_request() {
    let core = TestCore::with(&format!("{ON}rate_limit: {{email_submission: 100}}\n")).await;
    let answer = core.answer();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..12 {
        let start = Start {
            localpart: local(&format!("a{number}")),
            email: mail(&format!("a{number}@example.org")),
            address: None,
            answer: Some(answer.clone()),
            language: Language::english(),
        };
        let registrations = core.registrations.clone();
        tasks.spawn(async move { registrations.applicants().start(start).await.is_ok() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|proven| *proven).count(), 1);
}

#[tokio::test]
async fn answer_is_kept_if_a_limit_refuses() {
    let core = TestCore::with(&format!("{ON}rate_limit: {{email_submission: 1}}\n")).await;
    core.tries("a1", Some(core.answer())).await.expect("proven");
    let answer = core.answer();
    let refused = core.tries("a2", Some(answer.clone())).await;
    assert!(matches!(refused, Err(StartError::RateLimited(RateLimited { scope: Scope::Network, .. }))), "{refused:?}");
    core.tries_from("203.0.113.10", "a2", Some(answer)).await.expect("it was not used up");
}

#[tokio::test]
async fn missing_late_forged_and_wrong_answers_fail() {
    let core = TestCore::with(ON).await;
    for none in [None, Some(String::new())] {
        assert_eq!(unproven(core.tries("bot", none).await), ProofError::Missing);
    }
    let right = solved(&core.registrations.applicants().puzzle().expect("a puzzle"));

    let mut easier = right.clone();
    easier.challenge.parameters.cost = 1;
    let mut later = right.clone();
    later.challenge.parameters.expires_at = Some(4_000_000_000);
    let mut endless = right.clone();
    endless.challenge.parameters.expires_at = None;
    let mut unsigned = right.clone();
    (unsigned.challenge.signature, unsigned.challenge.parameters.key_signature) = (None, None);
    let mut guessed = right.clone();
    guessed.solution = Solution { counter: 1, derived_key: "00".repeat(32), time: None };
    let mut of_another = solved(&core.registrations.applicants().puzzle().expect("a puzzle"));
    of_another.solution = right.solution.clone();
    let foreign = Registrations::new(
        core.registrations.config().clone(),
        Keys::new(&SecretString::from("another key")),
        core.registrations.store().clone(),
        core.registrations.synapse().clone(),
        core.registrations.mailer().clone(),
        core.registrations.clock().clone(),
    );
    let foreign = solved(&foreign.applicants().puzzle().expect("a puzzle"));
    for forged in [&easier, &later, &endless, &unsigned, &guessed, &of_another, &foreign] {
        assert_eq!(unproven(core.tries("bot", Some(sent(forged))).await), ProofError::Void, "{forged:?}");
    }
    for garbage in ["x", "e30=", "bnVsbA==", "W10=", &STANDARD.encode("[".repeat(9000)), &"A".repeat(9000)] {
        assert_eq!(unproven(core.tries("bot", Some(garbage.to_owned())).await), ProofError::Void, "{garbage}");
    }
    core.waits(SignedDuration::from_mins(20));
    assert_eq!(unproven(core.tries("bot", Some(sent(&right))).await), ProofError::Void, "too late");
    assert!(core.registrations.list(None, 9).await.expect("read").is_empty(), "nothing was stored");
}

/// Some parts of an answer may be written in another way: what counts as used must not be how it is written.
#[tokio::test]
async fn answer_in_another_encoding_is_the_same() {
    let core = TestCore::with(ON).await;
    let right = solved(&core.registrations.applicants().puzzle().expect("a puzzle"));
    core.tries("a1", Some(sent(&right))).await.expect("proven");
    let mut others = [(); 4].map(|()| right.clone());
    others[0].challenge.signature = right.challenge.signature.as_ref().map(|it| it.to_uppercase());
    others[1].solution.derived_key = right.solution.derived_key.to_uppercase();
    others[2].solution.time = Some(1.0);
    others[3].challenge.parameters.nonce = right.challenge.parameters.nonce.to_uppercase();
    for other in others {
        assert_eq!(unproven(core.tries("a2", Some(sent(&other))).await), ProofError::Void);
    }
}

#[tokio::test]
async fn few_requests_pass_without_an_answer() {
    let core = TestCore::with(OPTIONAL).await;
    core.tries_from("203.0.113.1", "a1", None).await.expect("the first of this network");
    let again = unproven(core.tries_from("203.0.113.1", "a2", None).await);
    assert_eq!(
        again,
        ProofError::RateLimited(RateLimited { scope: Scope::WithoutProof, wait: std::time::Duration::from_hours(24) })
    );
    core.tries_from("203.0.113.1", "a2", Some(core.answer())).await.expect("with an answer there is room");
    core.tries_from("203.0.113.2", "a3", None).await.expect("the second of all");
    let full = unproven(core.tries_from("203.0.113.3", "a4", None).await);
    assert!(matches!(full, ProofError::RateLimited(_)), "{full:?}");
    assert_eq!(unproven(core.tries_from("203.0.113.4", "a5", Some("x".into())).await), ProofError::Void);
    core.waits(SignedDuration::from_hours(24));
    core.tries_from("203.0.113.1", "a4", None).await.expect("the next day");
}

#[tokio::test]
async fn disabled_proof_of_work_asks_for_nothing() {
    let core = TestCore::open().await;
    core.tries("a1", Some("nonsense".into())).await.expect("nobody minds it");
    core.tries("a2", None).await.expect("none is asked for");
}
