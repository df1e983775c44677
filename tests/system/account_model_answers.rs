//! The same random calls go to a real Synapse and to the homeserver in memory on which the account protocol is tested
//! (`core/src/homeserver/memory.rs`), and their answers must agree.
//!
//! `ACCOUNT_ANSWERS_SEED` chooses other calls, such as those that a failure names, and `ACCOUNT_ANSWERS_SEQUENCES`
//! sets the number of sequences.

use std::fmt::Debug;

use registration_core::{
    domain::{EmailAddress, Localpart, SeenAccount, Usage},
    homeserver::{
        Creation, Homeserver, Profile, Put,
        memory::{MemoryHomeserver, OutsideAct},
    },
    synapse::Synapse,
};
use reqwest::Method;
use serde_json::json;

use crate::{
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        test_servers::servers,
    },
    synapse_answers::{client, name},
};

const SEQUENCES: u64 = 60;
const CALLS: usize = 12;

/// A call of the seam, or what someone else does.
#[derive(Clone, Debug)]
enum Call {
    Availability,
    Account,
    Usage,
    Owner(usize),
    Create { with_proof: bool },
    Accepts(String),
    SetLocked(bool),
    SetProfile { password: String, email: usize },
    Deactivate,
    Outside(OutsideAct),
}

/// Numbers that look random, and are the same for the same seed (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn index(&mut self) -> usize {
        usize::from(self.below(2) == 1)
    }

    fn password(&mut self) -> String {
        format!("a long enough password {}", self.below(3))
    }

    fn call(&mut self, emails: &[EmailAddress; 2]) -> Call {
        match self.below(22) {
            0 => Call::Availability,
            1 => Call::Account,
            2 => Call::Usage,
            3 => Call::Owner(self.index()),
            4..=6 => Call::Create { with_proof: self.index() == 1 },
            7 => Call::Accepts(self.password()),
            8 | 9 => Call::SetLocked(self.index() == 1),
            10 | 11 => Call::SetProfile { password: self.password(), email: self.index() },
            12 => Call::Deactivate,
            13 => Call::Outside(OutsideAct::SetPassword(self.password())),
            14 => Call::Outside(OutsideAct::SetLocked(self.index() == 1)),
            15 => Call::Outside(OutsideAct::SetDisplayName("Somebody".to_owned())),
            16 => Call::Outside(OutsideAct::SetEmail(emails[self.index()].threepid())),
            17 => Call::Outside(if self.index() == 1 { OutsideAct::Promote } else { OutsideAct::Link }),
            18 => Call::Outside(OutsideAct::Deactivate { erase: self.index() == 1 }),
            19 => Call::Outside(OutsideAct::Reactivate(self.password())),
            20 => Call::Outside(OutsideAct::OpenSession),
            _ => Call::Outside(OutsideAct::LogIn(self.password())),
        }
    }
}

/// What neither side can know of the other: the second of the creation, and a use that Synapse notes late.
fn comparable(mut seen: SeenAccount) -> SeenAccount {
    (seen.created_at, seen.was_seen) = (0, false);
    seen
}

fn put(answer: (Put, SeenAccount)) -> String {
    shown(&(answer.0, comparable(answer.1)))
}

fn shown(what: &impl Debug) -> String {
    format!("{what:?}")
}

/// Both homeservers, and the names and addresses of one sequence.
struct Pair {
    real: Synapse,
    model: MemoryHomeserver,
    names: [Localpart; 2],
    emails: [EmailAddress; 2],
}

impl Pair {
    fn new() -> Self {
        let fresh = |stem| fresh_name(stem);
        Self {
            real: client(),
            model: MemoryHomeserver::default(),
            names: [name(&fresh("alpha")), name(&fresh("bravo"))],
            emails: ["a", "b"].map(|stem| format!("{}@example.org", fresh(stem)).parse().expect("an address")),
        }
    }

    /// Whether the call makes sense: acts of others need an account, as far as they do not create it.
    fn is_possible(&self, on: &Localpart, call: &Call) -> bool {
        let seen = self.model.account(on);
        match call {
            Call::Outside(OutsideAct::SetPassword(_)) => seen.is_none_or(|seen| !seen.fields.deactivated),
            Call::Outside(OutsideAct::Reactivate(_)) => seen.is_some_and(|seen| seen.fields.deactivated),
            Call::Outside(OutsideAct::SetEmail(_) | OutsideAct::Promote | OutsideAct::OpenSession) => {
                seen.is_some_and(|seen| !seen.fields.deactivated)
            }
            Call::Outside(_) => seen.is_some(),
            _ => true,
        }
    }

    fn model_answers(&mut self, on: &Localpart, call: &Call) -> String {
        let model = &mut self.model;
        match call {
            Call::Availability => shown(&model.availability(on)),
            Call::Account => shown(&model.account(on).map(comparable)),
            Call::Usage => shown(&model.usage(on)),
            Call::Owner(email) => {
                let owner = model.owner_of(&self.emails[*email].threepid()).map(str::to_owned);
                shown(&owner.map(|owner| self.real.mxid(&name(&owner))))
            }
            Call::Create { with_proof } => {
                let made = model.create(on, with_proof.then_some("the proof"), 1);
                shown(&made.map(comparable))
            }
            Call::Accepts(password) => shown(&model.accepts(on, password)),
            Call::SetLocked(locked) => put(model.set_locked(on, *locked, 1)),
            Call::SetProfile { password, email } => {
                let email = self.emails[*email].threepid();
                put(model.set_profile(on, &Profile { password, displayname: on.as_str(), email: &email }, 1))
            }
            Call::Deactivate => {
                model.deactivate(on);
                shown(&())
            }
            Call::Outside(act) => shown(&model.act(on, act, 1)),
        }
    }

    async fn synapse_answers(&self, on: &Localpart, call: &Call) -> String {
        let real = &self.real;
        match call {
            Call::Availability => shown(&Homeserver::availability(real, on).await.expect("an answer")),
            Call::Account => shown(&real.account(on).await.expect("an answer").map(comparable)),
            Call::Usage => shown(&self.usage(on).await),
            Call::Owner(email) => shown(&Homeserver::owner_of(real, &self.emails[*email]).await.expect("an answer")),
            Call::Create { with_proof } => {
                let proof = with_proof.then(|| "the proof".into());
                match real.create(on, proof.as_ref()).await {
                    Creation::Created(seen) => shown(&Some(comparable(seen))),
                    Creation::Exists => shown(&None::<SeenAccount>),
                    other => shown(&other),
                }
            }
            Call::Accepts(password) => shown(&real.accepts(on, &password.as_str().into()).await.expect("an answer")),
            Call::SetLocked(locked) => put(real.set_locked(on, *locked).await.expect("an answer")),
            Call::SetProfile { password, email } => {
                let email = self.emails[*email].threepid();
                let profile = Profile { password, displayname: on.as_str(), email: &email };
                put(real.set_profile(on, profile).await.expect("an answer"))
            }
            Call::Deactivate => shown(&Homeserver::deactivate(real, on).await.expect("an answer")),
            Call::Outside(act) => shown(&self.others_act(on, act).await),
        }
    }

    /// The traces of use, if there is an account: without one, Synapse's answer depends on the endpoint.
    async fn usage(&self, of: &Localpart) -> Usage {
        if self.model.accounts.contains_key(of.as_str()) {
            self.real.thorough_usage(of).await.expect("an answer")
        } else {
            Usage::default()
        }
    }

    async fn others_act(&self, on: &Localpart, act: &OutsideAct) -> bool {
        let mxid = escape(&self.real.mxid(on));
        let user = format!("v2/users/{mxid}");
        let change = match act {
            OutsideAct::SetPassword(password) => json!({ "password": password }),
            OutsideAct::SetLocked(locked) => json!({ "locked": locked }),
            OutsideAct::SetDisplayName(text) => json!({ "displayname": text }),
            OutsideAct::SetEmail(email) => json!({ "threepids": [{ "medium": "email", "address": email }] }),
            OutsideAct::Promote => json!({ "admin": true }),
            OutsideAct::Link => {
                json!({ "external_ids": [{ "auth_provider": "oidc-campus", "external_id": on.as_str() }] })
            }
            OutsideAct::Reactivate(password) => json!({ "deactivated": false, "password": password }),
            OutsideAct::Deactivate { erase } => {
                admin_api(Method::POST, &format!("v1/deactivate/{mxid}"), Some(&json!({ "erase": erase }))).await;
                return true;
            }
            OutsideAct::OpenSession => {
                let device = json!({ "device_id": fresh_name("DEVICE") });
                admin_api(Method::POST, &format!("{user}/devices"), Some(&device)).await;
                return true;
            }
            OutsideAct::LogIn(password) => return Person::log_in(on.as_str(), password).await.is_ok(),
        };
        admin_api(Method::PUT, &user, Some(&change)).await;
        true
    }

    /// Everything that both show now.
    async fn states(&self) -> (Vec<String>, Vec<String>) {
        let (mut model, mut real) = (vec![], vec![]);
        for one in &self.names {
            model.push(shown(&(self.model.account(one).map(comparable), self.model.usage(one))));
            let account = self.real.account(one).await.expect("an answer");
            real.push(shown(&(account.map(comparable), self.usage(one).await)));
        }
        for email in &self.emails {
            model.push(shown(&self.model.owner_of(&email.threepid()).map(|owner| self.real.mxid(&name(owner)))));
            real.push(shown(&Homeserver::owner_of(&self.real, email).await.expect("an answer")));
        }
        (model, real)
    }

    async fn play(mut self, random: &mut Random) -> Result<(), String> {
        let mut calls = vec![];
        while calls.len() < CALLS {
            let (on, call) = (self.names[random.index()].clone(), random.call(&self.emails));
            if !self.is_possible(&on, &call) {
                continue;
            }
            calls.push(format!("{on}: {call:?}"));
            let real = self.synapse_answers(&on, &call).await;
            let model = self.model_answers(&on, &call);
            let (model_shows, real_shows) = self.states().await;
            if (&model, &model_shows) != (&real, &real_shows) {
                let calls = calls.join("\n  ");
                return Err(format!(
                    "after\n  {calls}\nSynapse answers {real}\nthe model answers {model}\n\
                     Synapse shows   {real_shows:#?}\nthe model shows {model_shows:#?}"
                ));
            }
        }
        Ok(())
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[tokio::test]
async fn model_homeserver_answers_as_synapse_does() {
    // A young Synapse cannot reactivate anybody yet.
    let is_ready = async || {
        let status = admin_api(Method::GET, "v1/background_updates/status", None).await;
        status["current_updates"].as_object().is_some_and(serde_json::Map::is_empty).then_some(())
    };
    eventually("Synapse has built its indexes", is_ready).await;
    assert!(!servers().synapse.shared_secret.is_empty());
    let seed = number("ACCOUNT_ANSWERS_SEED").unwrap_or(1);
    let sequences = number("ACCOUNT_ANSWERS_SEQUENCES").unwrap_or(SEQUENCES);
    let every_third = async |first: u64| {
        let mut differences = vec![];
        for sequence in (first..sequences).step_by(3) {
            let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(sequence));
            if let Err(difference) = Pair::new().play(&mut random).await {
                differences.push(format!("ACCOUNT_ANSWERS_SEED={seed}, sequence {sequence}: {difference}"));
            }
        }
        differences
    };
    let (first, second, third) = tokio::join!(every_third(0), every_third(1), every_third(2));
    let differences = [first, second, third].concat();
    let first: Vec<_> = differences.iter().take(5).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} of {sequences} differ\n{}", differences.len(), first.join("\n\n"));
}
