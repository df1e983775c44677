//! `check`: Synapse, the admin token, and whether people can log in to new accounts.

use registration_core::{
    Config, Registrations,
    domain::{Account, State},
    synapse::{Logins, Synapse},
};

use super::report::Report;

/// Reports whether Synapse answers and accepts the token.
pub async fn check(config: &Config, report: &mut Report) -> bool {
    let synapse = match Synapse::new(&config.synapse) {
        Ok(synapse) => synapse,
        Err(error) => {
            report.bad("synapse", &error.to_string(), "Check `synapse.verify_cert`.");
            return false;
        }
    };
    match synapse.version().await {
        Ok(version) => report.good("synapse", &format!("answers (version {version})")),
        Err(error) => {
            let fix = "Check `synapse.server`: is it Synapse's address, is Synapse running, does the proxy forward `/_synapse/admin`?";
            report.bad("synapse", &format!("{:#}", anyhow::Error::from(error)), fix);
            return false;
        }
    }
    let ask = "Put an access token of a server admin into `synapse.admin_token`.";
    match synapse.is_admin().await {
        Ok(true) => {
            report.good("token", "belongs to a server admin");
            logins(&synapse, report).await;
            return domain(config, &synapse, report).await;
        }
        Ok(false) => report.bad("token", "is valid, but its user is not a server admin", ask),
        Err(error) => report.bad("token", &error.to_string(), ask),
    }
    false
}

/// Reports whether accounts can be created, and their owners can log in.
async fn logins(synapse: &Synapse, report: &mut Report) {
    match synapse.logins().await {
        Ok(Logins::Passwords) => report.good("logins", "people log in with a password"),
        Ok(Logins::Delegated) => report.bad(
            "logins",
            "Synapse has delegated accounts to Matrix Authentication Service: accounts cannot be created through Synapse",
            "Use the registration of that service. This service needs a Synapse that manages accounts itself.",
        ),
        Ok(Logins::WithoutPasswords) => report.bad(
            "logins",
            "Synapse allows no login with a password: new accounts could not be used",
            "Set `password_config: {enabled: true}` in homeserver.yaml. With single sign-on alone, this service cannot help.",
        ),
        Err(error) => report.note("logins", &format!("cannot be checked: {error}")),
    }
}

/// Reports whether the token's user belongs to `synapse.domain`, in which people often write a host name.
async fn domain(config: &Config, synapse: &Synapse, report: &mut Report) -> bool {
    let domain = &config.synapse.domain;
    match synapse.whoami().await {
        Ok(user) => match user.split_once(':') {
            Some((_, server)) if server != domain => {
                let words = format!("user IDs of this Synapse end in :{server}, but `synapse.domain` is {domain}");
                report.bad("domain", &words, &format!("Write `domain: {server}` below `synapse`."));
                false
            }
            _ => true,
        },
        Err(error) => {
            report.note("domain", &format!("cannot be checked: {error}"));
            true
        }
    }
}

/// Reports whether accounts that wait for approval are in rooms, where all members see their names: Synapse's own
/// `auto_join_rooms` adds them. Synapse does not report its config, so the newest waiting account is checked.
pub async fn visible_accounts(registrations: &Registrations, report: &mut Report) {
    let Ok(waiting) = registrations.list(Some(State::AwaitingReview), 20).await else { return };
    let Some(account) = waiting.iter().find(|request| request.account == Account::Ours) else { return };
    let synapse = registrations.synapse();
    match synapse.rooms_of(&synapse.mxid(&account.localpart)).await {
        Ok(rooms) if !rooms.is_empty() => report.note(
            "synapse",
            &format!(
                "the account of {} is waiting for approval, but is in {} room(s), where members see its name. Use \
                 `auto_join` here instead of `auto_join_rooms` in homeserver.yaml, or `account_creation: on_approval`",
                account.id,
                rooms.len()
            ),
        ),
        Ok(_) => {}
        Err(error) => report.note("synapse", &format!("cannot get the rooms of a waiting account: {error}")),
    }
}
