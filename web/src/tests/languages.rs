//! Pages in the language of the browser, of the switch, and of the request.

use axum::{body::Body, http::Request};

use super::{PASSWORD, REASON, TestApp};

const GERMAN: &str = "de-AT,de;q=0.9,en;q=0.5";

impl super::test_app::Browser {
    async fn get_accepting(&mut self, path: &str, languages: &str) -> String {
        self.send(Request::get(path).header("accept-language", languages), Body::empty()).await.body
    }
}

#[tokio::test]
async fn a_page_is_in_the_language_of_the_browser() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let german = browser.get_accepting("/", GERMAN).await;
    assert!(german.contains(r#"<html lang="de" dir="ltr">"#) && german.contains("Konto auf example.org"), "{german}");
    let arabic = browser.get_accepting("/register", "ar").await;
    assert!(arabic.contains(r#"<html lang="ar" dir="rtl">"#) && arabic.contains("اسم المستخدم"), "{arabic}");
    assert!(browser.get_accepting("/", "tlh").await.contains(r#"<html lang="en" dir="ltr">"#));
    assert!(browser.get_accepting("/nowhere", GERMAN).await.contains("Seite nicht gefunden"));
}

#[tokio::test]
async fn the_switch_wins_over_the_browser() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    assert!(
        browser
            .get("/register")
            .await
            .body
            .contains(r#"<button name="language" value="de" lang="de" dir="ltr">Deutsch</button>"#)
    );
    let switched = browser.get("/register?language=de").await;
    assert_eq!((switched.status.as_u16(), switched.location()), (303, "/register"));
    let page = browser.get_accepting("/register", "ar").await;
    assert!(page.contains("Benutzernamen wählen") && page.contains(r#"aria-current="true">Deutsch"#), "{page}");
}

#[tokio::test]
async fn only_offered_languages_can_be_chosen() {
    let app = TestApp::start_with("default_language: de\nlanguages: [de]\n").await;
    let mut browser = app.browser();
    let page = browser.get_accepting("/?language=ar", "ar, en").await;
    assert!(page.contains(r#"<html lang="de" dir="ltr">"#) && !page.contains(r#"class="languages""#), "{page}");
}

#[tokio::test]
async fn pages_of_a_request_speak_its_language_on_every_device() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.get("/?language=de").await;
    browser.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    let elsewhere = app.browser().get_accepting(&link, "ar").await;
    assert!(elsewhere.contains("Adresse bestätigen") && elsewhere.contains(r#"lang="de" dir="ltr">"#), "{elsewhere}");
    assert!(
        app.browser().get_accepting("/verify/abc", "ar").await.contains(r#"dir="rtl">"#),
        "no request, no language"
    );

    browser.post(&link, "").await;
    browser.get("/register/details?language=ar").await;
    browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    let done = browser.get("/register/done").await.body;
    let status = done.split("/status/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let mut phone = app.browser();
    let page = phone.get_accepting(&format!("/status/{status}"), GERMAN).await;
    assert!(page.contains(r#"<html lang="ar" dir="rtl">"#), "the language in which it was submitted: {page}");
    phone.get(&format!("/status/{status}?language=en")).await;
    assert!(phone.get(&format!("/status/{status}")).await.body.contains("Status of your request"));
}
