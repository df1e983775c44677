//! What the mail servers were sent, as its readers would see it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser};
use serde::Deserialize;

use super::test_servers::servers;

/// Only a failure waits so long, and a busy machine now and then.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(50);

/// What SMTP itself said about a mail.
#[derive(Clone, Debug, Deserialize)]
pub struct Envelope {
    /// Which server took it: `plain`, `starttls` or `tls`.
    pub listener: String,
    /// `MAIL FROM`.
    pub from: String,
    /// `RCPT TO`.
    pub to: Vec<String>,
}

/// One mail that arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    /// What SMTP said.
    pub envelope: Envelope,
    /// Decoded.
    pub subject: String,
    /// The plain part, if there is one.
    pub text: Option<String>,
    /// The HTML part, if there is one.
    pub html: Option<String>,
    /// As sent.
    pub source: String,
}

impl Mail {
    /// A header as it stands in the source, unfolded by the parser, without its line end.
    pub fn header(&self, name: &str) -> Option<String> {
        let mail = MessageParser::default().parse(self.source.as_bytes())?;
        mail.header_raw(name).map(|value| value.trim().to_owned())
    }

    /// The first link in the plain part that starts with `prefix`.
    pub fn link(&self, prefix: &str) -> Option<String> {
        let ends = |character: char| character.is_whitespace() || "<>\"".contains(character);
        let words = self.text.as_deref()?.split(ends);
        words.map(str::to_owned).find(|word| word.starts_with(prefix))
    }
}

/// All mails to `address` so far, oldest first.
pub fn mails_to(address: &str) -> Vec<Mail> {
    // It is asked many times a second, and there are many mails: no envelope is read twice.
    static ENVELOPES: Mutex<BTreeMap<PathBuf, Envelope>> = Mutex::new(BTreeMap::new());
    let files = std::fs::read_dir(&servers().mail.folder).expect("the mail folder is there");
    let mut files: Vec<_> = files
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    files.sort();
    let mut envelopes = ENVELOPES.lock().expect("not poisoned");
    let mut mails = vec![];
    for file in files {
        let envelope = envelopes.entry(file.clone()).or_insert_with(|| envelope(&file));
        if envelope.to.iter().any(|to| to.eq_ignore_ascii_case(address)) {
            mails.push(read(&file, envelope.clone()));
        }
    }
    mails
}

fn envelope(mail: &Path) -> Envelope {
    let envelope = std::fs::read(mail.with_extension("json")).expect("an envelope beside the mail");
    serde_json::from_slice(&envelope).expect("an envelope as the server writes it")
}

fn read(path: &Path, envelope: Envelope) -> Mail {
    let source = std::fs::read(path).expect("a mail that was just listed");
    let parsed: Message = MessageParser::default().parse(&source).expect("a well-formed mail");
    let has_html = parsed.html_body.iter().any(|part| is_html(&parsed, *part));
    Mail {
        envelope,
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed.body_text(0).map(|text| text.replace("\r\n", "\n")),
        html: if has_html { parsed.body_html(0).map(|html| html.replace("\r\n", "\n")) } else { None },
        source: String::from_utf8_lossy(&source).into_owned(),
    }
}

fn is_html(mail: &Message, part: u32) -> bool {
    mail.part(part).is_some_and(mail_parser::MessagePart::is_text_html)
}

/// Waits for a mail to `address` that `fits`.
///
/// # Panics
/// When none comes in time, naming the subjects of those that came.
pub async fn wait_for(address: &str, fits: impl Fn(&Mail) -> bool) -> Mail {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mails = mails_to(address);
        if let Some(found) = mails.iter().find(|mail| fits(mail)) {
            return found.clone();
        }
        if Instant::now() > deadline {
            let subjects: Vec<_> = mails.iter().map(|mail| &mail.subject).collect();
            panic!("no such mail to {address} came; these did: {subjects:?}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until `address` has got `count` mails, and gives them all, oldest first.
///
/// # Panics
/// When they do not come in time.
pub async fn wait_for_count(address: &str, count: usize) -> Vec<Mail> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mails = mails_to(address);
        if mails.len() >= count {
            return mails;
        }
        assert!(Instant::now() <= deadline, "{address} got {} mails, not {count}", mails.len());
        tokio::time::sleep(PAUSE).await;
    }
}

/// From now on mail to `address` is put off (451), until [`end_outage`].
pub fn begin_outage(address: &str) {
    std::fs::write(outage(address), "").expect("the outage folder is there");
}

/// From now on mail to `address` is refused for good (550), until [`end_outage`].
pub fn begin_refusal(address: &str) {
    std::fs::write(outage(address), "550 5.1.1 There is no such mailbox any more").expect("the outage folder is there");
}

/// From now on the server takes its time to say that it has taken mail to `address`, until
/// [`end_outage`].
pub fn begin_slowness(address: &str) {
    std::fs::write(outage(address), "slowly").expect("the outage folder is there");
}

/// Mail to `address` is taken again, and at once.
pub fn end_outage(address: &str) {
    std::fs::remove_file(outage(address)).expect("an outage that has begun");
}

fn outage(address: &str) -> std::path::PathBuf {
    servers().mail.folder.join("outage").join(address.to_lowercase().replace('/', "_"))
}
