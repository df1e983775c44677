//! One SMTP transaction, step by step: the rejected step says whether the sender or a recipient was rejected.

use lettre::{
    Message,
    address::Envelope,
    transport::smtp::{
        self,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter},
    },
};

use super::{
    error::{MailError, classify},
    reply::words,
};

/// Sends `message`. After an error the connection is closed.
pub(super) async fn send_message(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), MailError> {
    let sent = steps(connection, message).await;
    if sent.is_err() {
        connection.abort().await;
    }
    sent
}

async fn steps(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), MailError> {
    let (envelope, letter) = (message.envelope(), message.formatted());
    let rejected = |step| move |error: smtp::Error| refused(step, &error, envelope);
    let options = options(connection, envelope, &letter)?;
    connection.command(Mail::new(envelope.from().cloned(), options)).await.map_err(rejected("MAIL FROM"))?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), vec![])).await.map_err(rejected("RCPT TO"))?;
    }
    connection.command(Data).await.map_err(rejected("DATA"))?;
    connection.message(&letter).await.map_err(rejected("DATA"))?;
    Ok(())
}

/// Goes as far as RCPT for each recipient of `envelope`, then resets: nothing is sent. Most servers judge the client
/// and the sender only at the first recipient.
///
/// # Errors
/// The client or the sender was rejected. Rejected recipients are in the list.
pub(super) async fn dry_run(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
) -> Result<Vec<Result<(), MailError>>, MailError> {
    let options = options(connection, envelope, b"")?;
    let from = Mail::new(envelope.from().cloned(), options);
    connection.command(from).await.map_err(|error| refused("MAIL FROM", &error, envelope))?;
    let mut answers = vec![];
    for to in envelope.to() {
        let answer = connection.command(Rcpt::new(to.clone(), vec![])).await;
        let answer = answer.map(drop).map_err(|error| refused("RCPT TO", &error, envelope));
        if connection.has_broken() {
            answer?;
        } else {
            answers.push(answer);
        }
    }
    // If every recipient is rejected in the same way, the client or the sender is the cause.
    let is_about_us = |answer: &Result<(), MailError>| {
        matches!(answer, Err(MailError::Rejected { .. } | MailError::AuthRejected { .. }))
    };
    if answers.iter().all(is_about_us)
        && let Some(first) = answers.pop()
    {
        first?;
    }
    connection.command(Rset).await.map_err(|error| refused("RSET", &error, envelope))?;
    Ok(answers)
}

/// Announces content that is not ASCII (RFC 6531, RFC 6152), if the server supports it.
fn options(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    letter: &[u8],
) -> Result<Vec<MailParameter>, MailError> {
    let mut options = vec![];
    let is_ascii = envelope.from().into_iter().chain(envelope.to()).all(|address| address.to_string().is_ascii());
    for (is_plain, extension, option) in [
        (is_ascii, Extension::SmtpUtfEight, MailParameter::SmtpUtfEight),
        (letter.is_ascii(), Extension::EightBitMime, MailParameter::Body(MailBodyParameter::EightBitMime)),
    ] {
        if is_plain {
            continue;
        }
        if !connection.server_info().supports_feature(extension) {
            return Err(if is_ascii { MailError::Malformed } else { MailError::NoSmtpUtf8 });
        }
        options.push(option);
    }
    Ok(options)
}

/// A permanent rejection counts against the recipient only if the server says so about the mailbox. Relaying, the
/// sender and the content are for the operator to fix.
fn refused(step: &'static str, error: &smtp::Error, about: &Envelope) -> MailError {
    match classify(error, Some(about)) {
        MailError::Rejected { reply, .. } if step == "RCPT TO" && is_about_the_mailbox(reply.code, &words(error)) => {
            MailError::Refused { reply }
        }
        MailError::Rejected { reply, .. } => MailError::Rejected { reply, step },
        other => other,
    }
}

/// Decides by the enhanced status code (RFC 3463), if present: 5.1 is about the address, except for two codes about
/// the sender's, and 5.2 about the mailbox. Otherwise by the reply code: 550, 551 and 553 are about the mailbox (RFC
/// 5321, section 4.2.3); 554 may be anything.
fn is_about_the_mailbox(code: u16, words: &str) -> bool {
    let status = words.split_whitespace().next().and_then(|word| word.strip_prefix("5."));
    match status.and_then(|status| status.split_once('.')) {
        Some((subject, detail)) if is_number(subject) && is_number(detail) => {
            subject == "2" || (subject == "1" && detail != "7" && detail != "8")
        }
        _ => matches!(code, 550 | 551 | 553),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipient_rejection_needs_a_mailbox_code() {
        for (code, words, theirs) in [
            (550, "5.1.1 There is no such mailbox here", true),
            (550, "5.1.10 Recipient address has null MX", true),
            (553, "5.1.3 Bad recipient address syntax", true),
            (552, "5.2.2 Mailbox is full", true),
            (550, "No such user", true),
            (550, "", true),
            (551, "User not local", true),
            (553, "sorry, that domain is not in my list", true),
            (554, "Relay access denied", false),
            (554, "5.7.1 Relay access denied", false),
            (550, "5.7.1 Relaying denied", false),
            (553, "5.7.1 Sender address rejected: not owned by user", false),
            (550, "5.1.8 Sender address rejected: Domain not found", false),
            (550, "5.1.7 Bad sender", false),
            (550, "5.4.6 Routing loop", false),
            (503, "5.5.1 Bad sequence of commands", false),
            (550, "5.x.y is no status", true),
            (530, "", false),
        ] {
            assert_eq!(is_about_the_mailbox(code, words), theirs, "{code} {words}");
        }
    }
}
