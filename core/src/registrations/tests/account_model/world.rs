//! All that acts on the homeserver in memory: two processes of ours, applicants, moderators, time and strangers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use super::{
    super::*,
    client::{Client, Hook, Process},
    homeserver::{Foreign, Server},
};
use crate::domain::{AccountAnswer, Effect, Password, PasswordPolicy, Reason, Strength};

/// One step of a schedule.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// An applicant sends step 3, under the other name if `renames`, as often as not hanging up at once.
    Submit {
        who: usize,
        at: usize,
        renames: bool,
        hangs_up: bool,
    },
    SetPassword {
        who: usize,
        at: usize,
    },
    Decide {
        who: usize,
        approve: bool,
    },
    Reopen {
        who: usize,
    },
    Work {
        at: usize,
    },
    Settle {
        at: usize,
    },
    Restart {
        at: usize,
    },
    CleanUp,
    Wait {
        minutes: i64,
    },
    Others {
        name: usize,
        how: Foreign,
    },
    Answer {
        name: usize,
        answer: AccountAnswer,
    },
}

pub(super) const NAMES: [&str; 2] = ["alpha", "bravo"];
const WANTED: [usize; 3] = [0, 0, 1];
/// How long somebody waits for an act; whoever waits for a lock that its own hook keeps gives up after this.
const PATIENCE: Duration = Duration::from_millis(400);

pub(super) struct World {
    server: Mutex<Server>,
    hooks: Mutex<VecDeque<Hook>>,
    text: String,
    pub store: Store,
    clock: Clock,
    pub takes_proof: bool,
    processes: Mutex<Vec<(Arc<Process>, Registrations)>>,
    applicants: Mutex<[Option<RegistrationId>; 3]>,
    links: Mutex<HashMap<RegistrationId, Token>>,
    count: Mutex<u64>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    pub fn new(core: &TestCore, hooks: Vec<Hook>, takes_proof: bool) -> Arc<Self> {
        let world = Arc::new(Self {
            server: Mutex::default(),
            hooks: Mutex::new(hooks.into()),
            text: core.text.clone(),
            store: core.registrations.store().clone(),
            clock: core.registrations.clock().clone(),
            takes_proof,
            processes: Mutex::default(),
            applicants: Mutex::default(),
            links: Mutex::default(),
            count: Mutex::default(),
        });
        let processes = (0..2).map(|_| world.starts_process()).collect();
        *lock(&world.processes) = processes;
        world
    }

    pub fn server(&self) -> MutexGuard<'_, Server> {
        lock(&self.server)
    }

    pub fn note(&self, what: String) {
        self.server().log.push(what);
    }

    pub fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub fn next_hook(&self) -> Hook {
        lock(&self.hooks).pop_front().unwrap_or_default()
    }

    pub fn disturb(&self, name: &str, how: Foreign) {
        let now = self.now();
        self.server().disturb(name, how, now);
    }

    fn next_number(&self) -> u64 {
        let mut count = lock(&self.count);
        *count += 1;
        *count
    }

    fn starts_process(self: &Arc<Self>) -> (Arc<Process>, Registrations) {
        let process = Arc::new(Process { number: self.next_number(), ..Process::default() });
        let client = Client { process: Arc::clone(&process), world: Arc::clone(self) };
        let config = Config::parse(&self.text).expect("valid");
        let synapse = Synapse::new(&config.synapse).expect("a client");
        let mailer = Mailer::new(&config.email).expect("a mailer");
        let keys = Keys::new(&SecretString::from("k"));
        let parts = (synapse, Arc::new(client) as Arc<dyn Homeserver>);
        let (store, clock) = (self.store.clone(), self.clock.clone());
        (process, Registrations::with_homeserver(config, keys, store, parts, mailer, clock))
    }

    /// A process that lives: one that died was started again.
    pub fn process(self: &Arc<Self>, at: usize) -> (Arc<Process>, Registrations) {
        let mut processes = lock(&self.processes);
        if processes[at].0.is_dead.load(Ordering::SeqCst) {
            processes[at] = self.starts_process();
        }
        processes[at].clone()
    }

    /// Does one step, until it ends, takes too long, or its process dies.
    pub async fn act(self: &Arc<Self>, act: Act, is_nested: bool) {
        self.note(format!("{}{act:?}", if is_nested { "  meanwhile " } else { "" }));
        let at = match act {
            Act::Submit { at, .. }
            | Act::SetPassword { at, .. }
            | Act::Work { at }
            | Act::Settle { at }
            | Act::Restart { at } => at,
            _ => 0,
        };
        let (process, ours) = self.process(at);
        let died = process.died.notified();
        tokio::pin!(died);
        died.as_mut().enable();
        tokio::select! {
            _ = tokio::time::timeout(PATIENCE, self.step(act, &process, &ours)) => {}
            () = &mut died => {}
        }
    }

    async fn step(self: &Arc<Self>, act: Act, process: &Process, ours: &Registrations) {
        match act {
            Act::Submit { who, renames, hangs_up, .. } => self.submits(who, renames, hangs_up, ours).await,
            Act::SetPassword { who, .. } => {
                let Some(id) = self.applicant(who) else { return };
                let link = lock(&self.links).get(&id).cloned();
                let Some(link) = link else { return };
                let outcome = ours.applicants().set_password(&link, password(id), None).await.map(drop);
                self.note(format!("  set: {outcome:?}"));
            }
            Act::Decide { who, approve } => self.decides(who, approve, ours).await,
            Act::Reopen { who } => {
                let Some(id) = self.applicant(who) else { return };
                let outcome = ours.moderation().reopen(id, Actor::Operator).await.map(drop);
                self.note(format!("  reopened: {outcome:?}"));
            }
            Act::Work { .. } => self.works(ours).await,
            Act::Settle { .. } => drop(ours.settle_abandoned().await),
            Act::Restart { .. } => process.dies(),
            Act::CleanUp => drop(ours.operations().clean_up().await),
            Act::Wait { minutes } => self.clock.advance(SignedDuration::from_mins(minutes)),
            Act::Others { name, how } => self.disturb(NAMES[name], how),
            Act::Answer { name, answer } => self.answers(NAMES[name], answer, ours).await,
        }
    }

    fn applicant(&self, who: usize) -> Option<RegistrationId> {
        lock(&self.applicants)[who]
    }

    /// A request of this applicant that has come to step 3: a new one, if the last one has ended.
    async fn arrives(&self, who: usize, ours: &Registrations) -> Option<RegistrationId> {
        if let Some(id) = self.applicant(who)
            && let Ok(Some(of)) = ours.find(id).await
            && !matches!(of.state, State::Denied | State::Expired)
        {
            return Some(id);
        }
        let (localpart, number) = (local(NAMES[WANTED[who]]), self.next_number());
        let new = crate::store::NewRegistration {
            localpart,
            email: mail(&format!("a{number}@example.org")),
            address: None,
            language: None,
        };
        let txn = ours.store().begin().await.ok()?;
        let id = write::insert(&txn, ours.keys(), &new, self.clock.now()).await.ok()?.id;
        let event = Event::EmailVerified;
        let moved = ours.apply(&txn, id, event, &Origin::applicant(None), None).await.ok()?;
        ours.commit(txn, moved).await.ok()?;
        lock(&self.applicants)[who] = Some(id);
        Some(id)
    }

    async fn submits(&self, who: usize, renames: bool, hangs_up: bool, ours: &Registrations) {
        let Some(id) = self.arrives(who, ours).await else { return };
        let rename = renames.then(|| local(NAMES[1 - WANTED[who]]));
        let reason = Reason::parse("because", 0).expect("a reason");
        let password = Some(password(id));
        let applicants = ours.applicants();
        let submit = applicants.submit(id, Details { password, reason, rename, agreed: vec![], address: None });
        let limit = if hangs_up { Duration::from_millis(1) } else { PATIENCE };
        let outcome = tokio::time::timeout(limit, submit).await;
        self.note(format!(
            "  submitted #{}: {:?}",
            id.0,
            outcome.map(|outcome| outcome.map_err(|error| error.to_string()))
        ));
    }

    async fn decides(&self, who: usize, approve: bool, ours: &Registrations) {
        let Some(id) = self.applicant(who) else { return };
        let outcome = ours.moderation().decide(id, if approve { approval() } else { denial() }).await.map(drop);
        self.note(format!("  decided #{}: {}", id.0, outcome.is_ok()));
        if approve && outcome.is_ok() {
            self.server().approved.insert(id.0);
        }
    }

    async fn answers(&self, name: &str, answer: AccountAnswer, ours: &Registrations) {
        let Ok(Some(record)) = ours.store().account_named(&local(name)).await else { return };
        let key = record.created_at.map(|at| (name.to_owned(), at));
        if let Some(key) = key.clone().filter(|_| answer == AccountAnswer::Remove && record.question.is_some()) {
            self.server().adopted.insert(key);
        }
        let outcome = ours.moderation().answer_account(&local(name), answer, Actor::Operator).await;
        self.note(format!("  answered: {outcome:?}"));
        if let Some(key) = key.filter(|_| answer == AccountAnswer::Adopt && outcome.is_ok()) {
            self.server().adopted.insert(key);
        }
    }

    /// The worker looks at each lane once. Mail and room always work.
    async fn works(&self, ours: &Registrations) {
        for lane in Lane::ALL {
            for task in ours.claim(lane, 10).await.unwrap_or_default() {
                let Ok(Some(on)) = ours.find(task.registration).await else { continue };
                let outcome = match task.effect.kind() {
                    EffectKind::UnlockAccount | EffectKind::RemoveAccount => {
                        let outcome = ours.perform(&task, &on).await;
                        self.note(format!("  {} of #{}: {outcome:?}", task.effect, on.id.0));
                        outcome
                    }
                    EffectKind::MailPasswordLink => {
                        if let Effect::Mail(MailEffect::MailPasswordLink { link: Some(link) }) = task.effect
                            && let Ok(Some(token)) = ours.store().link_token(ours.keys(), link).await
                        {
                            lock(&self.links).insert(on.id, token);
                        }
                        Ok(None)
                    }
                    EffectKind::MailDenial | EffectKind::MailApproval => {
                        super::checks::mail_is_true(self, task.effect.kind(), &on).await;
                        Ok(None)
                    }
                    _ => Ok(None),
                };
                ours.complete(&task, outcome).await;
            }
        }
    }

    /// The faults end, and time passes.
    pub async fn settles_down(self: &Arc<Self>) {
        lock(&self.hooks).clear();
        let rests = |minutes| Act::Wait { minutes };
        for minutes in [10, 10, 10, 90, 3 * 24 * 60, 90, 90, 90, 90] {
            for at in 0..2 {
                let (_, ours) = self.process(at);
                let _ = tokio::time::timeout(Duration::from_secs(2), ours.operations().finish_account_work()).await;
            }
            for act in [Act::Settle { at: 0 }, Act::Work { at: 0 }, Act::Work { at: 1 }, Act::CleanUp, rests(minutes)] {
                self.act(act, false).await;
            }
        }
        lock(&self.processes).clear();
    }
}

fn password(of: RegistrationId) -> Password {
    let policy = PasswordPolicy {
        min_length: 1,
        min_strength: Strength::Terrible,
        require_digit: false,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };
    let typed = format!("pw-{}", of.0);
    Password::parse(&typed, &typed, &policy, &[]).expect("good enough")
}
