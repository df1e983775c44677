//! The form in Arabic, from right to left; the form and the room in a pseudo-language whose texts are longer than any
//! real ones.

use std::{fs, path::Path};

use thirtyfour::prelude::*;

use crate::{
    browser::{fill, fill_details, look, press, press_without_validation},
    harness::{PASSWORD, TestOptions, TestService},
    room_commands::{ask_bot, text_of},
    support::{
        browser::{Browser, Scheme, Screen},
        inbox,
        matrix::eventually,
    },
};

#[tokio::test]
async fn form_works_in_arabic() {
    let browser = Browser::open().await;
    let service = TestService::shared("form").await;
    browser.goto(&service.url).await.expect("a page");
    browser.find(By::Css("footer button[lang=ar]")).await.expect("a button").click().await.expect("pressed");
    eventually("the page is in Arabic", async || browser.find(By::Css("html[dir=rtl]")).await.ok()).await;
    walk(&browser, &service, "arabic", false).await;
    browser.close().await;
}

#[tokio::test]
async fn form_is_translated_and_fits_in_a_pseudo_language() {
    let folder = pseudo_language();
    let config = format!("messages_dir: {}\ndefault_language: en-XA\nlanguages: [en-XA]\n", folder.path().display());
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let browser = Browser::open().await;
    walk(&browser, &service, "pseudo", true).await;
    browser.close().await;
}

#[tokio::test]
async fn room_and_operator_mails_speak_the_bots_language() {
    let folder = pseudo_language();
    let config = format!("messages_dir: {}\nlanguages: [en]\n", folder.path().display());
    let options = TestOptions { bot: "  language: en-XA\n", config, ..TestOptions::default() };
    let service = TestService::with(options).await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    for applicant in [&alice, &bert] {
        applicant.signs_up().await;
        let card = service.card(&room, applicant).await;
        let words = text_of(&service, &room, &card).await;
        assert!(words.contains("Éñglîšh"), "the card names the applicant's language: {words}");
    }
    let notice = inbox::wait_for(&service.operator, |mail| mail.subject.contains(&alice.name)).await;
    assert!(notice.subject.starts_with('['), "{}", notice.subject);
    let commands = [
        "help",
        "help deny",
        "list",
        "list denied",
        "search nothing",
        "stats",
        "status",
        "parked",
        "accounts",
        "remind 24",
        "remind off",
        "blocks",
        "block email *@spam.example --reason spam",
        "blocks",
        "unblock 1",
        "unblock 9",
        "pause later",
        "status",
        "resume",
        "resume",
        "dance",
        "deny",
        "show 999",
        "retry",
        "deny all spam",
    ];
    for command in commands {
        ask_bot(&service, &room, &format!("!reg {command}")).await;
    }
    ask_bot(&service, &room, &format!("!reg deny {} We are full.", bert.name)).await;
    let mail = bert.receives_mail("About your request").await;
    assert!(!mail.text.expect("a plain part").contains('['));
    for command in ["show", "approve", "resend", "reopen", "deny --quiet"] {
        ask_bot(&service, &room, &format!("!reg {command} {}", bert.name)).await;
    }
    let name = service.moderators[0].state(&room, "m.room.name", "").await.expect("a name");
    assert!(name["name"].to_string().contains('['), "{name}");
    let said = service.moderators[0].events(&room).await;
    for event in said.iter().filter(|event| event["sender"] == service.bot_id()) {
        let body = event["content"]["body"].as_str().unwrap_or_default();
        for line in body.lines().filter(|line| !line.starts_with(['>', '#'])) {
            let is_text = line.chars().filter(char::is_ascii_alphabetic).count() > 1;
            assert!(!is_text || line.contains('['), "text that is not in the messages: {line}\n{body}");
        }
    }
}

/// A folder for `messages_dir` that adds the pseudo-language `en-XA`.
fn pseudo_language() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("en-XA");
    fs::create_dir(&own).expect("a folder");
    for name in ["web.ftl", "mail.ftl", "room.ftl"] {
        let english = Path::new(env!("CARGO_MANIFEST_DIR")).join("messages/en").join(name);
        fs::write(own.join(name), pseudo(&fs::read_to_string(english).expect("messages"))).expect("written");
    }
    folder
}

/// Completes the form. Every page is accessible and as wide as the screen; in the pseudo-language, every text has brackets.
async fn walk(browser: &Browser, service: &TestService, name: &str, is_pseudo: bool) {
    let alice = service.applicant("alice");
    let at = |path: &str| format!("{}{path}", service.url);
    let check = async |page: &str| {
        let page = format!("{name}-{page}");
        look(browser, "", &page).await;
        fits(browser, &page).await;
        if is_pseudo {
            is_translated(browser, &page).await;
        }
    };
    browser.goto(&service.url).await.expect("a page");
    check("1-landing").await;
    browser.goto(at("/accessibility")).await.expect("a page");
    check("0-accessibility").await;
    browser.goto(at("/register")).await.expect("a page");
    fill(browser, "username", "not a name").await;
    press_without_validation(browser).await;
    check("2-username").await;
    fill(browser, "username", &alice.name).await;
    press(browser).await;
    check("3-email").await;
    fill(browser, "email", &alice.email).await;
    press(browser).await;
    check("4-sent").await;
    browser.goto(at(&alice.link().await)).await.expect("a page");
    check("5-verify").await;
    press(browser).await;
    fill_details(browser, "password1234", "قصير").await;
    press_without_validation(browser).await;
    check("6-details").await;
    fill_details(browser, PASSWORD, "أصدقائي هنا، وأود أن أتحدث معهم عن الحديقة والكتب.").await;
    press(browser).await;
    eventually("the last step", async || browser.find(By::Css("main a.button")).await.ok()).await;
    check("7-done").await;
    browser.find(By::Css("main a.button")).await.expect("a link").click().await.expect("followed");
    eventually("the status", async || browser.find(By::Css("main dl")).await.ok()).await;
    check("8-status").await;
    service.operator_runs(&["requests", "ask", &alice.name, "Which club?"]);
    browser.goto(at(&alice.link_to("answer").await)).await.expect("a page");
    check("9-question").await;
    fill(browser, "answer", "نادي الشطرنج.").await;
    press(browser).await;
    eventually("the answer is sent", async || browser.find(By::Css("main a.button")).await.ok()).await;
    check("9-question-answered").await;
}

async fn fits(browser: &Browser, page: &str) {
    browser.look(Screen::Phone, Scheme::Light).await;
    let script = "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
    let overflow = browser.execute(script, vec![]).await.expect("a number");
    assert_eq!(overflow.json(), &serde_json::json!(0), "{page} is wider than a phone");
    browser.look(Screen::Desktop, Scheme::Light).await;
}

/// No text without brackets, but for names, times and what was typed.
async fn is_translated(browser: &Browser, page: &str) {
    let script = "const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode.nodeValue, parent = texts.currentNode.parentElement;
            const is_ours = !parent.closest('bdi, blockquote, .affix, textarea, noscript, script, style');
            if (is_ours && /[A-Za-z]{2}/.test(text) && !text.includes('[')) found.push(text);
        }
        return found";
    let untranslated = browser.execute(script, vec![]).await.expect("texts");
    assert_eq!(untranslated.json(), &serde_json::json!([]), "{page} has text that is not in the messages");
}

/// The messages of `english` with accents, in brackets, and 40 % longer.
fn pseudo(english: &str) -> String {
    let mut lines = vec![];
    for line in english.lines() {
        let begins = [" = ", "] ", "}"].into_iter().find_map(|mark| {
            let is_meant = match mark {
                " = " => line.starts_with(|c: char| c.is_ascii_lowercase()),
                "] " => line.trim_start().starts_with(['[', '*']),
                _ => line.starts_with('}'),
            };
            line.find(mark).filter(|_| is_meant).map(|at| at + mark.len())
        });
        let is_text = !line.starts_with("language-direction") && !line.starts_with('#');
        match begins.filter(|_| is_text) {
            Some(at) => lines.push(format!("{}{}", &line[..at], longer(&line[at..]))),
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

/// A text of one line, outside its placeables.
fn longer(text: &str) -> String {
    let (text, select) = match text.rfind('{').filter(|_| text.ends_with("->")) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut depth = 0;
    let accented: String = text
        .chars()
        .map(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            let plain = "AEIOUaeioucnsyz".chars().zip("ÅÉÎÖÛåéîöûçñšýž".chars());
            plain.into_iter().find(|(one, _)| depth == 0 && *one == c).map_or(c, |(_, accented)| accented)
        })
        .collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // Twelve at a time: lines can only break between words.
    let more: String = (1..=letters * 2 / 5).map(|n| if n % 13 == 0 { ' ' } else { '~' }).collect();
    if letters == 0 { format!("{accented}{select}") } else { format!("[{accented} {more}]{select}") }
}

#[test]
fn pseudo_texts_keep_placeables_and_selectors() {
    let english =
        "# A comment\na = Hello { $name }\nb = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n} ago\n";
    assert_eq!(
        pseudo(english),
        "# A comment\na = [Héllö { $name } ~~~]\nb = { $n ->\n    [one] [{ $n } dåý ~]\n   *[other] [{ $n } dåýš ~~]\n}[ ågö ~]\n"
    );
}
