//! The operator's own questions and texts: completed with the keyboard, read by moderators and operators.

use thirtyfour::{Key, prelude::*};

use crate::{
    browser::look,
    harness::{PASSWORD, REASON, TestOptions, TestService},
    room_commands::{ask_bot, text_of},
    support::{
        browser::{Browser, Scheme, Screen},
        inbox,
        matrix::eventually,
    },
};

const CONFIG: &str = r"registration:
  questions:
    - {id: city, label: {en: Where do you live?, de: Wo wohnen Sie?, ar: أين تسكن؟}, kind: text, min: 3}
    - {id: about, label: {en: What do you like?, de: Was mögen Sie?, ar: ماذا تحب؟}, kind: long_text, required: true}
    - {id: found, label: {en: How did you find us?, de: Wie haben Sie uns gefunden?, ar: كيف عرفتنا؟}, kind: choice,
       required: true, choices: [{en: Friends, de: Freunde, ar: أصدقاء}, {en: Search, de: Suche, ar: بحث}]}
    - {id: adult, label: {en: I am 16 or older., de: Ich bin mindestens 16., ar: عمري 16 عامًا أو أكثر.}, kind: checkbox,
       required: true}
pages:
  intro: {en: '**Example** is for [gardeners](https://example.org/).', de: '**Beispiel** ist für Leute mit Garten.',
    ar: '**مثال** لمحبي الحدائق.'}
  rules: {en: '- Be kind.', de: '- Seien Sie nett.', ar: '- كن لطيفًا.'}
legal:
  - {title: {en: Terms of use, de: Nutzungsbedingungen, ar: شروط الاستخدام}, url: 'https://example.org/terms'}
";
const HOSTILE: &str = "\u{202e}@room\u{200b} <b>lilies</b> [x](https://evil.example)";

fn options() -> TestOptions {
    TestOptions { bot: "  language: de\n", config: CONFIG.to_owned(), ..TestOptions::default() }
}

#[tokio::test]
async fn form_with_own_questions_is_completed_with_the_keyboard() {
    let service = TestService::with(options()).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    let browser = Browser::open().await;
    browser.goto(&service.url).await.expect("a page");
    look(&browser, "", "own-1-landing").await;
    tab_to(&browser, "a.button").await;
    keys(&browser, Key::Enter).await;
    at(&browser, "username").await;
    keys(&browser, alice.name.as_str()).await;
    keys(&browser, Key::Enter).await;
    at(&browser, "email").await;
    keys(&browser, alice.email.as_str()).await;
    keys(&browser, Key::Enter).await;
    let link = alice.link().await;
    browser.goto(format!("{}{link}", service.url)).await.expect("a page");
    tab_to(&browser, "main button").await;
    keys(&browser, Key::Enter).await;
    at(&browser, "password").await;
    keys(&browser, PASSWORD).await;
    for (field, words) in
        [("again", PASSWORD), ("reason", REASON), ("question-city", "Rome"), ("question-about", HOSTILE)]
    {
        tab_to(&browser, &format!("[name={field}]")).await;
        keys(&browser, words).await;
    }
    tab_to(&browser, "[name=question-found]").await;
    keys(&browser, "Se").await;
    for field in ["question-adult", "agree"] {
        tab_to(&browser, &format!("[name={field}]")).await;
        keys(&browser, " ").await;
    }
    look(&browser, "", "own-2-details").await;
    tab_to(&browser, "main form button").await;
    keys(&browser, Key::Enter).await;
    eventually("the last step", async || browser.find(By::Css("main a.button")).await.ok()).await;
    browser.close().await;

    let card = service.card(&room, &alice).await;
    let words = text_of(&service, &room, &card).await;
    let cleaned = "@room <b>lilies</b> [x](https://evil.example)";
    let own = format!(
        "Wo wohnen Sie?\n> Rome\nWas mögen Sie?\n> {cleaned}\nWie haben Sie uns gefunden?\n> Suche\nIch bin mindestens \
         16.\n> Ja\n"
    );
    assert!(words.contains(&own) && words.contains("Sprache: Englisch"), "{words}");
    assert!(ask_bot(&service, &room, &format!("!reg show {}", alice.name)).await.contains(&own));
    assert!(ask_bot(&service, &room, "!reg search lilies").await.contains(&alice.handle()));
    let shown = service.show(&alice);
    let answers = serde_json::json!([
        {"id": "city", "question": "Wo wohnen Sie?", "answer": "Rome"},
        {"id": "about", "question": "Was mögen Sie?", "answer": cleaned},
        {"id": "found", "question": "Wie haben Sie uns gefunden?", "answer": "Suche"},
        {"id": "adult", "question": "Ich bin mindestens 16.", "answer": "Ja"},
    ]);
    assert_eq!(shown["answers"], answers, "{shown}");
    assert!(service.operator_runs(&["requests", "show", &alice.name]).contains("lilies"));
    let notice = inbox::wait_for(&service.operator, |mail| mail.subject.contains(&alice.name)).await;
    let text = notice.text.expect("a plain part");
    assert!(text.contains("Wo wohnen Sie?") && text.contains(&format!("> {cleaned}")), "{text}");
    assert!(notice.html.expect("an HTML part").contains("&lt;b&gt;lilies&lt;/b&gt;"));
}

#[tokio::test]
async fn own_texts_and_questions_are_in_each_language() {
    let service = TestService::with(options()).await;
    let browser = Browser::open().await;
    for (language, texts) in [
        ("de", ["ist für Leute mit Garten", "Seien Sie nett", "Wo wohnen Sie?", "Suche", "Nutzungsbedingungen"]),
        ("ar", ["لمحبي الحدائق", "كن لطيفًا", "أين تسكن؟", "بحث", "شروط الاستخدام"]),
    ] {
        let bert = service.applicant("bert");
        let landing = format!("{}/?language={language}", service.url);
        browser.goto(&landing).await.expect("a page");
        look(&browser, "", &format!("own-{language}-1-landing")).await;
        let mut seen = browser.source().await.expect("a page");
        bert.requests_link().await;
        browser.goto(format!("{}{}?language={language}", service.url, bert.link().await)).await.expect("a page");
        browser.find(By::Css("main button")).await.expect("a button").click().await.expect("pressed");
        at(&browser, "password").await;
        browser.execute("document.querySelector('main form').noValidate = true", vec![]).await.expect("a form");
        browser.find(By::Css("main form button")).await.expect("a button").click().await.expect("pressed");
        eventually("the problems", async || browser.find(By::Css("#question-about-error")).await.ok()).await;
        look(&browser, "", &format!("own-{language}-2-details")).await;
        seen.push_str(&browser.source().await.expect("a page"));
        for text in texts {
            assert!(seen.contains(text), "{text} is missing in {seen}");
        }
        browser.look(Screen::Phone, Scheme::Light).await;
        let script = "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
        let overflow = browser.execute(script, vec![]).await.expect("a number");
        assert_eq!(overflow.json(), &serde_json::json!(0), "{language}");
        browser.look(Screen::Desktop, Scheme::Light).await;
    }
    browser.close().await;
}

/// Waits until the field with this name has the focus.
async fn at(browser: &Browser, field: &str) {
    eventually(&format!("the focus is in {field}"), async || {
        let focus = browser.active_element().await.ok()?;
        (focus.attr("name").await.ok()?.as_deref() == Some(field)).then_some(())
    })
    .await;
}

/// Presses the tab key until the focus, which is visible, is on the element.
async fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..40 {
        let script = format!(
            "const focus = document.activeElement; if (!focus.matches({selector:?})) return false;
             const style = getComputedStyle(focus);
             if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) throw new Error('no visible focus');
             return true"
        );
        if browser.execute(script, vec![]).await.expect("a visible focus").json() == &serde_json::json!(true) {
            return;
        }
        keys(browser, Key::Tab).await;
    }
    panic!("the tab key does not lead to {selector}");
}

async fn keys(browser: &Browser, keys: impl Into<TypingData>) {
    browser.active_element().await.expect("an element").send_keys(keys).await.expect("typed");
}
