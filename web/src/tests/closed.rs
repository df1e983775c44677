//! The form closes while Synapse says that it cannot create accounts.

use axum::http::StatusCode;

use super::{PASSWORD, REASON, test_app::TestApp};

const NOT_AN_ADMIN: (StatusCode, &str) =
    (StatusCode::FORBIDDEN, r#"{"errcode":"M_FORBIDDEN","error":"You are not a server admin"}"#);
const UNKNOWN_TOKEN: (StatusCode, &str) = (StatusCode::UNAUTHORIZED, r#"{"errcode":"M_UNKNOWN_TOKEN","error":""}"#);
const NO_SUCH_PATH: (StatusCode, &str) = (StatusCode::NOT_FOUND, r#"{"errcode":"M_UNRECOGNIZED","error":""}"#);
const ONLY_SSO: (StatusCode, &str) = (StatusCode::OK, r#"{"flows":[{"type":"m.login.sso"}]}"#);
const MAS: (StatusCode, &str) = (StatusCode::OK, r#"{"issuer":"https://account.example.org/"}"#);

#[tokio::test]
async fn the_form_is_closed_while_synapse_cannot_create_accounts() {
    for (path, answer) in [
        ("/_synapse/admin/v2/users", NOT_AN_ADMIN),
        ("/_matrix/client/v3/account/whoami", UNKNOWN_TOKEN),
        ("/_matrix/client/v3/login", NO_SUCH_PATH),
        ("/_matrix/client/v3/login", ONLY_SSO),
        ("/_matrix/client/v1/auth_metadata", MAS),
    ] {
        let app = TestApp::start().await;
        let (mut alice, mut bob) = (app.browser(), app.browser());
        alice.asks_for("alice", "alice%40example.net").await;
        alice.post(&app.link(1).await, "").await;
        bob.post("/register", "username=bob").await;
        app.homeserver.says(path, Some(answer));
        app.registrations.operations().look_whether_closed().await;
        for path in ["/register", "/register/email"] {
            let told = bob.get(path).await;
            assert!(told.status == 503 && told.body.contains("Registration is closed"), "{path}: {}", told.body);
        }
        assert_eq!(app.browser().post("/register", "username=carol").await.status, 503);
        let ready = bob.get("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.body.contains("synapse down")), (503, true), "{}", ready.body);
        let kept = alice.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
        assert!(kept.status == 503 && kept.body.contains("friends about gardening"), "{}", kept.body);
        assert!(kept.body.contains("cannot create accounts at the moment"), "{}", kept.body);

        app.homeserver.says(path, None);
        app.registrations.operations().look_whether_closed().await;
        assert_eq!(bob.get("/register").await.status, 200, "it is looked at again");
        assert_eq!(
            alice.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await.location(),
            "/register/done"
        );
    }
}

#[tokio::test]
async fn an_error_page_of_a_proxy_does_not_close_the_form() {
    let html = |status| (status, "<html>");
    for (path, answer) in [
        ("/_synapse/admin/v2/users", html(StatusCode::FORBIDDEN)),
        ("/_matrix/client/v3/account/whoami", html(StatusCode::UNAUTHORIZED)),
        ("/_matrix/client/v3/login", html(StatusCode::NOT_FOUND)),
        ("/_matrix/client/v1/auth_metadata", html(StatusCode::OK)),
    ] {
        let app = TestApp::start().await;
        app.homeserver.says(path, Some(answer));
        app.registrations.operations().look_whether_closed().await;
        assert_eq!(app.browser().get("/register").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_at_step_1_closes_the_form_at_once() {
    let app = TestApp::start().await;
    app.homeserver.says("/_synapse/admin/v1/username_available", Some(NOT_AN_ADMIN));
    assert_eq!(app.browser().post("/register", "username=alice").await.status, 503);
    assert!(app.browser().get("/register").await.body.contains("Registration is closed"));
}

#[tokio::test]
async fn slashes_are_refused_behind_a_proxy_that_decodes_them() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().post("/register", "username=a%2Fb").await.location(), "/register/email");
    app.homeserver.says("/_synapse/admin/v2/users/@0%2F0", Some(NO_SUCH_PATH));
    app.registrations.operations().look_whether_closed().await;
    let refused = app.browser().post("/register", "username=a%2Fb").await;
    assert!(refused.status == 422 && refused.body.contains("does not allow this username"), "{}", refused.body);
    assert_eq!(app.browser().post("/register", "username=ab").await.location(), "/register/email");
}
