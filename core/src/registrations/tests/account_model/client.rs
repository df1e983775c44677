//! A process's connection to the homeserver in memory: others act, and answers are lost, between any two requests.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;

use super::{
    homeserver::{Foreign, Server, Write},
    world::{Act, World},
};
use crate::{
    domain::{EmailAddress, Localpart, SeenAccount, Usage},
    homeserver::{Availability, Creation, Homeserver, HomeserverError, Profile, Put},
};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fault {
    #[default]
    None,
    /// It never arrives, and there is no answer.
    LostBefore,
    /// Its answer is lost.
    LostAfter,
    /// The homeserver asks to wait.
    Limited,
    /// The process dies before it is sent.
    CrashBefore,
    /// The process dies before its answer is read.
    CrashAfter,
}

/// What happens around a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Hook {
    pub before: Option<Foreign>,
    pub meanwhile: Option<Act>,
    pub fault: Fault,
    pub after: Option<Foreign>,
}

/// A process of ours.
#[derive(Default)]
pub(super) struct Process {
    pub number: u64,
    pub is_dead: AtomicBool,
    pub died: Notify,
}

impl Process {
    pub fn dies(&self) {
        self.is_dead.store(true, Ordering::SeqCst);
        self.died.notify_waiters();
    }

    /// The dead do nothing any more.
    async fn lives(&self) {
        if self.is_dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}

pub(super) struct Client {
    pub process: Arc<Process>,
    pub world: Arc<World>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.process.number)
    }
}

const fn no_answer() -> HomeserverError {
    HomeserverError::Unintelligible { status: 504 }
}

impl Client {
    async fn call<T: Send>(
        &self,
        what: &str,
        name: &Localpart,
        effect: impl FnOnce(&mut Server, i64) -> T + Send,
    ) -> Result<T, HomeserverError> {
        let (world, by) = (&self.world, self.process.number);
        self.process.lives().await;
        let hook = world.next_hook();
        if let Some(how) = hook.before {
            world.disturb(name.as_str(), how);
        }
        if let Some(act) = hook.meanwhile {
            Box::pin(world.act(act, true)).await;
        }
        self.process.lives().await;
        world.note(format!("  {by}: {what} {name}, {:?}", hook.fault));
        match hook.fault {
            Fault::Limited => return Err(HomeserverError::Limited { after: None }),
            Fault::LostBefore => {
                world.server().forget_shown(by, name);
                return Err(no_answer());
            }
            Fault::CrashBefore => self.process.dies(),
            _ => {}
        }
        self.process.lives().await;
        let answer = effect(&mut world.server(), world.now());
        if let Some(how) = hook.after {
            world.disturb(name.as_str(), how);
        }
        match hook.fault {
            Fault::LostAfter => {
                world.server().forget_shown(by, name);
                return Err(no_answer());
            }
            Fault::CrashAfter => self.process.dies(),
            _ => {}
        }
        self.process.lives().await;
        Ok(answer)
    }
}

#[async_trait]
impl Homeserver for Client {
    async fn availability(&self, name: &Localpart) -> Result<Availability, HomeserverError> {
        self.call("availability", name, |server, _| {
            if server.accounts.contains_key(name.as_str()) { Availability::InUse } else { Availability::Free }
        })
        .await
    }

    async fn owner_of(&self, email: &EmailAddress) -> Result<Option<String>, HomeserverError> {
        let address = Some(email.threepid());
        let server = self.world.server();
        let mut owners = server.accounts.iter().filter(|(_, one)| one.seen.fields.email == address);
        Ok(owners.next().map(|(name, _)| format!("@{name}:example.org")))
    }

    async fn account(&self, name: &Localpart) -> Result<Option<SeenAccount>, HomeserverError> {
        let by = self.process.number;
        self.call("account", name, |server, _| server.look(by, name)).await
    }

    async fn usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        let by = self.process.number;
        self.call("usage", name, |server, _| server.look_at_usage(by, name)).await
    }

    async fn thorough_usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        self.usage(name).await
    }

    async fn create(&self, name: &Localpart, proof: Option<&SecretString>) -> Creation {
        let (by, password) = (self.process.number, proof.map_or("", |proof| proof.expose_secret()));
        match self.call("create", name, |server, now| server.create(by, name, password, now)).await {
            Ok(Some(seen)) => Creation::Created(seen),
            Ok(None) => Creation::Exists,
            Err(error @ HomeserverError::Limited { .. }) => Creation::Failed(error),
            Err(error) => Creation::Unknown(error),
        }
    }

    fn takes_proof(&self) -> bool {
        self.world.takes_proof
    }

    async fn accepts(&self, name: &Localpart, proof: &SecretString) -> Result<bool, HomeserverError> {
        let login = |server: &mut Server, _| {
            let Some(one) = server.accounts.get_mut(name.as_str()) else { return false };
            let fields = &one.seen.fields;
            let is_right = !fields.locked && !fields.deactivated && one.password == proof.expose_secret();
            one.seen.was_seen |= is_right;
            is_right
        };
        self.call("accepts", name, login).await
    }

    async fn set_locked(&self, name: &Localpart, locked: bool) -> Result<(Put, SeenAccount), HomeserverError> {
        let by = self.process.number;
        let (what, kind) = if locked { ("lock", Write::Lock) } else { ("unlock", Write::Unlock) };
        let write = |server: &mut Server, now| {
            server.judge(by, name, kind);
            server.write(by, name, now, |one| {
                one.seen.fields.locked = locked;
                one.overwrites(kind);
            })
        };
        self.call(what, name, write).await
    }

    async fn set_profile(&self, name: &Localpart, profile: Profile<'_>) -> Result<(Put, SeenAccount), HomeserverError> {
        let by = self.process.number;
        let write = |server: &mut Server, now| {
            server.judge(by, name, Write::Profile);
            server.write(by, name, now, |one| {
                profile.password.clone_into(&mut one.password);
                let fields = &mut one.seen.fields;
                (fields.locked, fields.deactivated, one.seen.erased) = (true, false, false);
                fields.displayname = Some(profile.displayname.to_owned());
                fields.email = Some(profile.email.to_owned());
                one.overwrites(Write::Profile);
            })
        };
        self.call("set_profile", name, write).await
    }

    async fn deactivate(&self, name: &Localpart) -> Result<(), HomeserverError> {
        let by = self.process.number;
        let write = |server: &mut Server, _| {
            server.judge(by, name, Write::Deactivate);
            let Some(one) = server.accounts.get_mut(name.as_str()) else { return };
            (one.seen.fields.deactivated, one.seen.erased, one.devices) = (true, true, 0);
            (one.seen.fields.displayname, one.seen.fields.email) = (None, None);
            one.password.clear();
            one.overwrites(Write::Deactivate);
        };
        self.call("deactivate", name, write).await
    }
}
