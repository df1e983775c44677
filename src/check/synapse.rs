//! `check`: Synapse, the admin token, the clock, and whether people can log in to new accounts.

use registration_core::{
    Config, Registrations,
    clock::Clock,
    domain::{Account, State},
    finding::{Code, Finding, Part},
    registrations::Closed,
    synapse::{Logins, Synapse, SynapseError},
};

use super::report::Report;

/// Clocks that differ by less are no problem.
const TOLERANCE_S: u64 = 60;

/// Reports whether Synapse answers and accepts the token. Returns it if the room can be checked.
pub async fn check(config: &Config, report: &mut Report) -> Option<Synapse> {
    let synapse = match Synapse::new(&config.synapse) {
        Ok(synapse) => synapse,
        Err(error) => {
            let cause = format!("{:#}", anyhow::Error::from(error));
            report.find(Finding::new(Part::Synapse, Code::CertificateFile, cause));
            return None;
        }
    };
    match look(&config.synapse.domain, &synapse, report).await {
        Ok(is_usable) => is_usable.then_some(synapse),
        Err(error) => {
            report.find(synapse.diagnose(&error).await);
            None
        }
    }
}

async fn look(domain: &str, synapse: &Synapse, report: &mut Report) -> Result<bool, SynapseError> {
    let version = synapse.version().await?;
    report.pass(Part::Synapse, &format!("answers (version {version})"));
    clock(synapse, report).await;
    if !synapse.is_admin().await? {
        report.find(Closed::NoAdmin.finding());
        return Ok(false);
    }
    report.pass(Part::Token, "belongs to a server admin");
    match synapse.logins().await? {
        Logins::Passwords => report.pass(Part::Logins, "people log in with a password"),
        Logins::Delegated => report.find(Closed::Delegated.finding()),
        Logins::WithoutPasswords => report.find(Closed::NoPasswords.finding()),
    }
    match Closed::by_domain(synapse, domain).await? {
        Some(wrong) => report.find(wrong.finding()),
        None => return Ok(true),
    }
    Ok(false)
}

/// Reports whether the clocks of the two machines agree.
async fn clock(synapse: &Synapse, report: &mut Report) {
    let clock = Clock::system();
    let Some(difference) = synapse.clock_difference(|| clock.now()).await else { return };
    let seconds = difference.as_secs();
    if seconds.unsigned_abs() < TOLERANCE_S {
        return report.pass(Part::Clock, "agrees with Synapse's");
    }
    let (span, direction) = (span(seconds.unsigned_abs()), if seconds > 0 { "ahead of" } else { "behind" });
    let cause = format!(
        "the clock of this machine is {span} {direction} Synapse's; it shows {} UTC",
        clock.now().strftime("%Y-%m-%d %H:%M")
    );
    report.find(Finding::new(Part::Clock, Code::ClockWrong, cause));
}

fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", (seconds + 1800) / 3600),
    }
}

/// Reports whether accounts that wait for approval are in rooms, where all members see their names: Synapse's own
/// `auto_join_rooms` adds them. Synapse does not report its config, so the newest waiting account is checked.
pub async fn visible_accounts(registrations: &Registrations, report: &mut Report) {
    let Ok(waiting) = registrations.list(Some(State::AwaitingReview), 20).await else { return };
    let Some(account) = waiting.iter().find(|request| request.account == Account::Ours) else { return };
    let synapse = registrations.synapse();
    match synapse.rooms_of(&synapse.mxid(&account.localpart)).await {
        Ok(rooms) if !rooms.is_empty() => {
            let cause = format!(
                "the account of {} is waiting for approval, but is in {} room(s), where members see its name",
                account.id,
                rooms.len()
            );
            report.find(Finding::new(Part::Synapse, Code::AccountsInRooms, cause));
        }
        Ok(_) => {}
        Err(error) => report.find(synapse.finding(&error)),
    }
}
