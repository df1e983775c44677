//! The acts of a schedule, and the quiet time after it.

use std::{sync::Arc, time::Duration};

use super::{
    super::*,
    client::Process,
    homeserver::Foreign,
    people::{name, password},
    world::{World, lock},
};
use crate::domain::AccountAnswer;

/// One step of a schedule.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// An applicant sends step 3, with the other username if `renames`, and may hang up at once.
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

/// How long an act may take. An act that waits for a lease that its own hook holds gives up after this.
pub(super) const PATIENCE: Duration = Duration::from_millis(400);

impl World {
    /// Does one step, until it ends, takes too long, or its process dies.
    pub async fn act(self: &Arc<Self>, act: Act, is_nested: bool) {
        self.note(format!("{}{act:?}", if is_nested { "  meanwhile " } else { "" }));
        let form = match act {
            Act::Submit { who, at, .. } | Act::SetPassword { who, at } => Some((at, who)),
            _ => None,
        };
        if form.is_some_and(|form| lock(&self.at_work).contains(&form)) {
            // The lock of the request would hold it until the act around it ends: as if it came after that.
            return self.note("  waits".to_owned());
        }
        lock(&self.at_work).extend(form);
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
        lock(&self.at_work).retain(|one| Some(*one) != form);
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
            Act::Others { name: index, how } => self.disturb(&name(index), how),
            Act::Answer { name: index, answer } => self.answers(&name(index), answer, ours).await,
        }
    }

    /// The faults end, and time passes.
    pub async fn settles_down(self: &Arc<Self>) {
        self.clear_hooks();
        let rests = |minutes| Act::Wait { minutes };
        for minutes in [10, 10, 10, 90, 3 * 24 * 60, 90, 90, 90, 90] {
            for at in 0..2 {
                let (_, ours) = self.process(at);
                let _ = tokio::time::timeout(Duration::from_millis(500), ours.operations().finish_account_work()).await;
            }
            for act in [Act::Settle { at: 0 }, Act::Work { at: 0 }, Act::Work { at: 1 }, Act::CleanUp, rests(minutes)] {
                self.act(act, false).await;
            }
        }
    }
}
