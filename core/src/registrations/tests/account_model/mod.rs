//! Model test of the account protocol: others act at random between any two requests to a homeserver in memory.
//!
//! `ACCOUNT_MODEL_SEED` chooses other schedules, such as those that a failure names, and `ACCOUNT_MODEL_CASES` sets
//! their number.

mod acts;
mod checks;
mod client;
mod homeserver;
mod legacy;
mod people;
mod world;

use proptest::{
    prelude::*,
    test_runner::{Config as Limits, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use self::{
    acts::Act,
    client::{Fault, Hook},
    homeserver::Foreign,
    world::World,
};
use crate::domain::AccountAnswer;

/// How many schedules a run tries, and by how many threads. The database is not what they test, so a second one gets a
/// sample.
const SCHEDULES: u32 = 2000;
const SCHEDULES_ON_POSTGRES: u32 = 300;
const THREADS: u32 = 4;

#[derive(Clone, Debug)]
struct Schedule {
    takes_proof: bool,
    on_approval: bool,
    acts: Vec<Act>,
    hooks: Vec<Hook>,
}

fn foreign() -> impl Strategy<Value = Foreign> {
    use Foreign as F;
    prop_oneof![
        3 => Just(F::Create), 2 => Just(F::SignOn), 2 => Just(F::Unlock), 1 => Just(F::Password), 2 => Just(F::Login),
        1 => Just(F::Deactivate), 1 => Just(F::Reactivate), 1 => Just(F::Promote), 1 => Just(F::Rename),
        1 => Just(F::Backup), 1 => Just(F::Restore),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let (who, at, name) = (|| 0..3_usize, || 0..2_usize, || 0..2_usize);
    let answer = prop_oneof![
        Just(AccountAnswer::Adopt),
        Just(AccountAnswer::Keep),
        Just(AccountAnswer::Release),
        Just(AccountAnswer::Remove),
    ];
    let submit = (who(), at(), prop::bool::weighted(0.15), prop::bool::weighted(0.2));
    prop_oneof![
        6 => submit.prop_map(|(who, at, renames, hangs_up)| Act::Submit { who, at, renames, hangs_up }),
        3 => (who(), at()).prop_map(|(who, at)| Act::SetPassword { who, at }),
        5 => (who(), prop::bool::weighted(0.6)).prop_map(|(who, approve)| Act::Decide { who, approve }),
        2 => who().prop_map(|who| Act::Reopen { who }),
        6 => at().prop_map(|at| Act::Work { at }),
        2 => at().prop_map(|at| Act::Settle { at }),
        1 => at().prop_map(|at| Act::Restart { at }),
        1 => Just(Act::CleanUp),
        4 => prop_oneof![Just(1), Just(4), Just(20), Just(90), Just(3 * 24 * 60)].prop_map(|minutes| Act::Wait { minutes }),
        3 => (name(), foreign()).prop_map(|(name, how)| Act::Others { name, how }),
        2 => (name(), answer).prop_map(|(name, answer)| Act::Answer { name, answer }),
    ]
}

fn hook() -> impl Strategy<Value = Hook> {
    use Fault as F;
    let fault = prop_oneof![
        3 => Just(F::LostBefore), 4 => Just(F::LostAfter), 1 => Just(F::Limited), 2 => Just(F::CrashBefore),
        2 => Just(F::CrashAfter),
    ];
    let disturbed = (prop::option::of(foreign()), prop::option::of(foreign()));
    prop_oneof![
        14 => Just(Hook::default()),
        3 => fault.prop_map(|fault| Hook { fault, ..Hook::default() }),
        3 => disturbed.prop_map(|(before, after)| Hook { before, after, ..Hook::default() }),
        3 => act().prop_map(|act| Hook { meanwhile: Some(act), ..Hook::default() }),
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let parts = (any::<bool>(), prop::bool::weighted(0.3), prop::collection::vec(act(), 4..16));
    (parts, prop::collection::vec(hook(), 0..40)).prop_map(|((takes_proof, on_approval, acts), hooks)| Schedule {
        takes_proof,
        on_approval,
        acts,
        hooks,
    })
}

async fn play(schedule: Schedule) -> Result<(), TestCaseError> {
    let creation = if schedule.on_approval { "registration: {account_creation: on_approval}\n" } else { "" };
    let world = World::new(creation, schedule.hooks, schedule.takes_proof).await;
    for act in schedule.acts {
        world.act(act, false).await;
    }
    world.settles_down().await;
    checks::nothing_is_lost(&world).await;
    world.ends();
    let server = world.server();
    let [] = server.violations[..] else {
        return Err(TestCaseError::fail(format!("{}\n{}\n", server.violations.join("\n"), server.log.join("\n"))));
    };
    Ok(())
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn accounts_are_never_touched_opened_or_lost() {
    let seed = number("ACCOUNT_MODEL_SEED").unwrap_or(1);
    let usual = if crate::testing::is_postgres() { SCHEDULES_ON_POSTGRES } else { SCHEDULES };
    let cases = number("ACCOUNT_MODEL_CASES").map_or(usual, |cases| u32::try_from(cases).unwrap_or(u32::MAX));
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            std::thread::spawn(move || {
                let mut bytes = [0; 32];
                bytes[..8].copy_from_slice(&seed.to_le_bytes());
                bytes[8..12].copy_from_slice(&thread.to_le_bytes());
                let limits = Limits {
                    cases: cases.div_ceil(THREADS),
                    failure_persistence: None,
                    max_shrink_iters: 400,
                    ..Limits::default()
                };
                let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
                TestRunner::new_with_rng(limits, rng)
                    .run(&schedule(), |schedule| world::runtime().block_on(play(schedule)))
            })
        })
        .collect();
    for thread in threads {
        if let Err(error) = thread.join().expect("no panic") {
            panic!("ACCOUNT_MODEL_SEED={seed}: {error}");
        }
    }
}
