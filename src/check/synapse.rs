//! `check`: Synapse, the token, and whether Synapse lets us make accounts that people can log in to.

use registration_core::{
    Config, Registrations,
    domain::{Account, State},
    synapse::{Logins, Synapse},
};

use super::Report;

/// Says whether there is a Synapse that takes our token.
pub async fn check(config: &Config, report: &mut Report) -> bool {
    let synapse = match Synapse::new(&config.synapse) {
        Ok(synapse) => synapse,
        Err(error) => {
            report.bad("synapse", &error.to_string(), "Look at `synapse.verify_cert`.");
            return false;
        }
    };
    match synapse.version().await {
        Ok(version) => report.good("synapse", &format!("answers (version {version})")),
        Err(error) => {
            let mend =
                "Look at `synapse.server`: is it Synapse's address, does it run, is `/_synapse/admin` let through?";
            report.bad("synapse", &format!("{:#}", anyhow::Error::from(error)), mend);
            return false;
        }
    }
    let ask = "Put an access token of a server admin into `synapse.admin_token`.";
    match synapse.is_admin().await {
        Ok(true) => {
            report.good("token", "is a server admin's");
            logins(&synapse, report).await;
            return domain(config, &synapse, report).await;
        }
        Ok(false) => report.bad("token", "is valid, but its user is no server admin", ask),
        Err(error) => report.bad("token", &error.to_string(), ask),
    }
    false
}

/// Says whether new accounts can be made, and their owners log in.
async fn logins(synapse: &Synapse, report: &mut Report) {
    match synapse.logins().await {
        Ok(Logins::Passwords) => report.good("logins", "people log in with a password"),
        Ok(Logins::Delegated) => report.bad(
            "logins",
            "Synapse has handed accounts over to Matrix Authentication Service: no account can be made through Synapse",
            "Use the registration of that service. This service needs a Synapse that keeps accounts itself.",
        ),
        Ok(Logins::WithoutPasswords) => report.bad(
            "logins",
            "Synapse lets nobody log in with a password: new accounts could not be used",
            "Set `password_config: {enabled: true}` in homeserver.yaml. With single sign-on alone, this service cannot help.",
        ),
        Err(error) => report.note("logins", &format!("cannot be looked at: {error}")),
    }
}

/// Says whether the token's user is of `synapse.domain`: often a host name is written there.
async fn domain(config: &Config, synapse: &Synapse, report: &mut Report) -> bool {
    let domain = &config.synapse.domain;
    match synapse.whoami().await {
        Ok(user) => match user.split_once(':') {
            Some((_, server)) if server != domain => {
                let words =
                    format!("users of this Synapse are called @name:{server}, and `synapse.domain` is {domain}");
                report.bad("domain", &words, &format!("Write `domain: {server}` below `synapse`."));
                false
            }
            _ => true,
        },
        Err(error) => {
            report.note("domain", &format!("cannot be looked at: {error}"));
            true
        }
    }
}

/// Says whether accounts that wait for approval are members of rooms, where everybody sees their names: Synapse's
/// own `auto_join_rooms` puts them there. Its config cannot be asked for, so the newest waiting account tells.
pub async fn visible_accounts(registrations: &Registrations, report: &mut Report) {
    let Ok(waiting) = registrations.list(Some(State::AwaitingReview), 20).await else { return };
    let Some(account) = waiting.iter().find(|request| request.account == Account::Ours) else { return };
    let synapse = registrations.synapse();
    match synapse.rooms_of(&synapse.mxid(&account.localpart)).await {
        Ok(rooms) if !rooms.is_empty() => report.note(
            "synapse",
            &format!(
                "the account of {}, which waits for approval, is a member of {} room(s): members see its name. Use \
                 `auto_join` here instead of `auto_join_rooms` in homeserver.yaml, or `account_creation: on_approval`",
                account.id,
                rooms.len()
            ),
        ),
        Ok(_) => {}
        Err(error) => report.note("synapse", &format!("cannot ask for the rooms of a waiting account: {error}")),
    }
}
