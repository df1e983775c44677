//! Answers of a real Synapse on which the safety of accounts depends.

use registration_core::{
    Config,
    domain::{EmailAddress, Localpart},
    synapse::{Availability, Put, Synapse},
};
use serde_json::json;

use crate::support::{
    matrix::{Person, eventually, fresh_name},
    test_servers::servers,
};

/// A client with the server's admin token.
pub(crate) fn client() -> Synapse {
    client_with(&servers().synapse.admin_token)
}

fn client_with(token: &str) -> Synapse {
    let synapse = &servers().synapse;
    let text = format!(
        "synapse: {{server: '{}', domain: {}, admin_token: '{token}', registration_shared_secret: '{secret}'}}\nhosts: [localhost]\npublic_url: http://localhost\n\
         email: {{host: localhost, port: 25, from: a@example.test}}\nadmin: {{email: []}}\n",
        synapse.url,
        synapse.server_name,
        secret = synapse.shared_secret,
    );
    Synapse::new(&Config::parse(&text).expect("valid").synapse).expect("a client")
}

pub(crate) fn name(text: &str) -> Localpart {
    Localpart::parse(text, &servers().synapse.server_name).expect("a name")
}

#[tokio::test]
async fn empty_put_creates_an_account_once() {
    let (synapse, alice) = (client(), name(&fresh_name("alice")));
    let mxid = synapse.mxid(&alice);
    assert_eq!(synapse.availability(&alice).await.expect("an answer"), Availability::Free);
    assert_eq!(synapse.put_user(&mxid, &json!({})).await.expect("an account").0, Put::Created);
    assert_eq!(synapse.put_user(&mxid, &json!({})).await.expect("there").0, Put::Existed);
    assert_eq!(synapse.availability(&alice).await.expect("an answer"), Availability::InUse);

    let plus = name(&fresh_name("a+b/c"));
    assert_eq!(synapse.availability(&plus).await.expect("an answer"), Availability::Free, "escaped as it should be");
}

#[tokio::test]
async fn lock_is_ignored_on_create_and_holds_later() {
    let (synapse, alice) = (client(), name(&fresh_name("alice")));
    let mxid = synapse.mxid(&alice);
    let (_, born) = synapse.put_user(&mxid, &json!({"locked": true})).await.expect("an account");
    assert!(!born.locked, "therefore accounts are created empty, and locked before they get a password");
    let (_, locked) = synapse.put_user(&mxid, &json!({"locked": true})).await.expect("locked");
    assert!(locked.locked);
    let (_, locked) = synapse.put_user(&mxid, &json!({"password": "a long enough one"})).await.expect("set");
    assert!(locked.locked);
    let refused = Person::log_in(alice.as_str(), "a long enough one").await.expect_err("locked");
    assert_eq!(refused["errcode"], "M_USER_LOCKED");
    synapse.put_user(&mxid, &json!({"locked": false})).await.expect("unlocked");
    Person::log_in(alice.as_str(), "a long enough one").await.expect("the same password works");
}

#[tokio::test]
async fn erased_account_keeps_its_name_and_can_be_restored() {
    let (synapse, alice) = (client(), name(&fresh_name("alice")));
    let mxid = synapse.mxid(&alice);
    let email: EmailAddress = format!("{alice}@Example.test").parse().expect("an address");
    let threepids = json!([{"medium": "email", "address": email.threepid()}]);
    synapse.put_user(&mxid, &json!({"threepids": threepids})).await.expect("an account");
    assert_eq!(synapse.owner_of(&email).await.expect("an answer").as_deref(), Some(mxid.as_str()));

    synapse.deactivate(&mxid).await.expect("removed");
    synapse.deactivate(&mxid).await.expect("and again, which does no harm");
    assert_eq!(synapse.owner_of(&email).await.expect("an answer"), None, "the address is free");
    assert_eq!(synapse.availability(&alice).await.expect("an answer"), Availability::InUse, "the name is not");

    let revive = json!({"deactivated": false, "locked": true, "password": "a long enough one"});
    // A new Synapse answers 500 until its background updates have added an index.
    let (put, revived) =
        eventually("the account is revived", async || synapse.put_user(&mxid, &revive).await.ok()).await;
    assert!(put == Put::Existed && revived.locked && !revived.deactivated, "{revived:?}");
    let refused = Person::log_in(alice.as_str(), "a long enough one").await.expect_err("locked");
    assert_eq!(refused["errcode"], "M_USER_LOCKED");
}

#[tokio::test]
async fn non_admin_token_is_recognised() {
    assert!(client().is_admin().await.expect("an answer"));
    let person = Person::new(&fresh_name("person")).await;
    let theirs = client_with(&person.token);
    assert!(!theirs.is_admin().await.expect("an answer"));
}
