//! The operator's own questions at step 3.

use registration_core::domain::QuestionAnswer;

use super::{
    PASSWORD, REASON,
    test_app::{Browser, TestApp},
};

const QUESTIONS: &str = "registration: {questions: [\
    {id: city, label: {en: Where do you live?, de: Wo wohnen Sie?}, kind: text, required: true, min: 3, max: 20}, \
    {id: about, label: Anything else?, kind: long_text}, \
    {id: found, label: How did you find us?, kind: choice, required: true, choices: [Friends, {en: Search, de: Suche}]}, \
    {id: adult, label: I am 16 or older., kind: checkbox, required: true}]}\n";

/// A browser at step 3.
async fn at_step_3(app: &TestApp) -> Browser {
    let mut browser = app.browser_at("203.0.113.9");
    browser.asks_for("alice", "alice%40example.net").await;
    assert_eq!(browser.post(&app.link(1).await, "").await.location(), "/register/details");
    browser
}

async fn stored(app: &TestApp) -> Vec<(String, String)> {
    let own = app.registrations.list(None, 9).await.expect("read").remove(0).answers.own;
    own.into_iter().map(|QuestionAnswer { id, text, .. }| (id, text)).collect()
}

#[tokio::test]
async fn answers_are_kept_until_all_are_valid_and_then_stored() {
    let app = TestApp::start_with(QUESTIONS).await;
    let mut browser = at_step_3(&app).await;
    browser.get("/register/details?language=de").await;
    let form = browser.get("/register/details").await.body;
    browser.get("/register/details?language=en").await;
    for part in ["Wo wohnen Sie?", "Anything else? (freiwillig)", r#"<option value="Search">Suche</option>"#] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let typed = format!(
        "{PASSWORD}&reason={REASON}&question-city=Ro&question-about=%3Cb%3E%22one%0D%0Atwo&question-found=Search"
    );
    let refused = browser.post("/register/details", &typed).await;
    assert_eq!(refused.status, 422);
    for part in [
        "You have written 2 characters; the minimum is 3.",
        r#"id="question-city" name="question-city" type="text" value="Ro""#,
        "&lt;b&gt;&quot;one\r\ntwo</textarea>",
        r#"<option value="Search" selected>Search</option>"#,
        "Please tick this box to continue.",
        "friends about gardening",
    ] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    let missing =
        browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}&question-found=Nonsense")).await;
    for part in ["Please answer this question.", "Please choose one of the answers."] {
        assert!(missing.status == 422 && missing.body.contains(part), "{part}: {}", missing.body);
    }
    let typed = typed.replace("city=Ro", "city=Rome") + "&question-adult=yes";
    assert_eq!(browser.post("/register/details", &typed).await.location(), "/register/done");
    let answers = [("city", "Rome"), ("about", "<b>\"one\ntwo"), ("found", "Search"), ("adult", "Yes")];
    assert_eq!(stored(&app).await, answers.map(|(id, text)| (id.to_owned(), text.to_owned())));
}

#[tokio::test]
async fn hostile_answers_are_cleaned() {
    let app = TestApp::start_with(QUESTIONS).await;
    let mut browser = at_step_3(&app).await;
    let evil = "%E2%80%AE%40room%0D%0A%E2%80%8B%3Cscript%3E%00%1F";
    let rest = "question-found=Friends&question-adult=yes";
    let typed = format!("{PASSWORD}&reason={REASON}&question-city={evil}&question-about={evil}&{rest}");
    assert_eq!(browser.post("/register/details", &typed).await.location(), "/register/done");
    let own = stored(&app).await;
    assert_eq!((own[0].1.as_str(), own[1].1.as_str()), ("@room <script>", "@room\n<script>"));
}

#[tokio::test]
async fn answers_survive_failures() {
    let app = TestApp::start_with(QUESTIONS).await;
    let mut browser = at_step_3(&app).await;
    let typed = format!(
        "{PASSWORD}&reason={REASON}&question-city=Rome&question-about=Much&question-found=Search&question-adult=yes"
    );
    let kept = |body: &str| {
        let parts = [r#"value="Rome""#, "Much</textarea>", r#"value="Search" selected"#, "checked"];
        parts.into_iter().filter(|part| !body.contains(part)).collect::<Vec<_>>()
    };
    app.homeserver.is_down(true);
    let answer = browser.post("/register/details", &typed).await;
    assert_eq!((answer.status.as_u16(), kept(&answer.body)), (503, vec![]), "{}", answer.body);
    let mut elsewhere = app.browser();
    let stale = elsewhere.post("/register/details", &typed).await;
    assert!(stale.status == 409 && stale.body.contains("Rome\n\nMuch</textarea>"), "{}", stale.body);
    app.registrations.test_store().fail_all().await;
    let answer = browser.post("/register/details", &typed).await;
    assert_eq!((answer.status.as_u16(), kept(&answer.body)), (500, vec![]), "{}", answer.body);
}

#[tokio::test]
async fn a_reason_need_not_be_asked_for() {
    let app = TestApp::start_with("registration: {ask_reason: false}\n").await;
    let mut browser = at_step_3(&app).await;
    let form = browser.get("/register/details").await.body;
    assert!(form.contains("Your details") && !form.contains("reason"), "{form}");
    assert_eq!(browser.post("/register/details", PASSWORD).await.location(), "/register/done");
    assert_eq!(stored(&app).await, []);
}

#[tokio::test]
async fn ten_answers_of_the_maximum_length_are_accepted() {
    let questions =
        (0..10).map(|n| format!("{{id: q{n}, label: Why?, kind: long_text}},")).collect::<Vec<_>>().concat();
    let app = TestApp::start_with(&format!("registration: {{questions: [{questions}]}}\n")).await;
    let mut browser = at_step_3(&app).await;
    let long = "%F0%9F%98%80".repeat(2000);
    let answers = (0..10).map(|n| format!("&question-q{n}={long}")).collect::<Vec<_>>().concat();
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={long}{answers}")).await;
    assert_eq!(sent.location(), "/register/done", "{}", sent.status);
    assert!(stored(&app).await.iter().all(|(_, text)| text.chars().count() == 2000));
}
