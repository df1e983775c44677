//! The accounts on the demo's homeserver.

use super::state::State;
use crate::fixtures::synapse;

/// The part of user IDs after the colon.
pub const SERVER_NAME: &str = "demo.localhost";
/// The person who tries the demo.
pub const MODERATOR: &str = "moderator";
/// The account whose token the service uses.
const ADMIN: &str = "admin";

/// Creates the admin and the moderator at the first start, and returns the admin's token.
pub fn create(url: &str, state: &State) -> anyhow::Result<String> {
    let secret = &state.shared_secret;
    let moderator = synapse::NewUser { localpart: MODERATOR, password: &state.moderator_password, admin: false };
    synapse::register(url, secret, &moderator)?;
    let admin = synapse::NewUser { localpart: ADMIN, password: &state.admin_password, admin: true };
    let login = match synapse::register(url, secret, &admin)? {
        Some(login) => login,
        None => synapse::login(url, ADMIN, &state.admin_password)?,
    };
    Ok(login.access_token)
}
