//! The connection of a process to the homeserver of the model: others act, and answers are lost, between any two requests.

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
    acts::Act,
    homeserver::{Foreign, Server, Write},
    world::World,
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
    /// One request: what its hook does before and after it, and the answer, if it is not lost.
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
            world.disturb(name, how);
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
        // From here on our record says that the account is locked.
        if hook.fault == Fault::None && matches!(what, "lock" | "set_profile") {
            world.server().answered(name);
        }
        if let Some(how) = hook.after {
            world.disturb(name, how);
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
        self.call("availability", name, |server, _| server.homeserver.availability(name)).await
    }

    async fn owner_of(&self, email: &EmailAddress) -> Result<Option<String>, HomeserverError> {
        let server = self.world.server();
        let owner = server.homeserver.owner_of(&email.threepid());
        Ok(owner.map(|name| format!("@{name}:example.org")))
    }

    async fn account(&self, name: &Localpart) -> Result<Option<SeenAccount>, HomeserverError> {
        let by = self.process.number;
        self.call("account", name, |server, _| server.read(by, name)).await
    }

    async fn usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        let by = self.process.number;
        self.call("usage", name, |server, _| server.read_usage(by, name)).await
    }

    async fn thorough_usage(&self, name: &Localpart) -> Result<Usage, HomeserverError> {
        self.usage(name).await
    }

    async fn create(&self, name: &Localpart, proof: Option<&SecretString>) -> Creation {
        let (by, password) = (self.process.number, proof.map(ExposeSecret::expose_secret));
        match self.call("create", name, |server, now| server.create(by, name, password, now)).await {
            Ok(Some(seen)) if proof.is_none() => Creation::Created(seen),
            // A registration with the shared secret shows nothing of the account: that takes a read.
            Ok(Some(_)) => match self.account(name).await {
                Ok(Some(seen)) => Creation::Created(seen),
                Ok(None) => Creation::Unknown(HomeserverError::NotSet("user")),
                Err(error) => Creation::Unknown(error),
            },
            Ok(None) => Creation::Exists,
            Err(error @ HomeserverError::Limited { .. }) => Creation::Failed(error),
            Err(error) => Creation::Unknown(error),
        }
    }

    fn takes_proof(&self) -> bool {
        self.world.takes_proof
    }

    async fn accepts(&self, name: &Localpart, proof: &SecretString) -> Result<bool, HomeserverError> {
        let proof = proof.expose_secret();
        self.call("accepts", name, |server, _| server.homeserver.accepts(name, proof)).await
    }

    async fn set_locked(&self, name: &Localpart, locked: bool) -> Result<(Put, SeenAccount), HomeserverError> {
        let by = self.process.number;
        let (what, write) = if locked { ("lock", Write::Lock) } else { ("unlock", Write::Unlock) };
        let change = |server: &mut Server, now| {
            server.write(by, (name, write), |homeserver| homeserver.set_locked(name, locked, now).0)
        };
        self.call(what, name, change).await
    }

    async fn set_profile(&self, name: &Localpart, profile: Profile<'_>) -> Result<(Put, SeenAccount), HomeserverError> {
        let by = self.process.number;
        let change = |server: &mut Server, now| {
            server.write(by, (name, Write::Profile), |homeserver| homeserver.set_profile(name, &profile, now).0)
        };
        self.call("set_profile", name, change).await
    }

    async fn deactivate(&self, name: &Localpart) -> Result<(), HomeserverError> {
        let by = self.process.number;
        let change = |server: &mut Server, _| {
            if server.homeserver.account(name).is_some() {
                server.write(by, (name, Write::Deactivate), |homeserver| {
                    homeserver.deactivate(name);
                    Put::Existed
                });
            }
        };
        self.call("deactivate", name, change).await
    }
}
