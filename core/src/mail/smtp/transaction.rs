//! A letter is handed over step by step: which step the server refuses says whom the refusal is about.

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

/// Why a letter was not taken.
pub(super) enum SendError {
    /// The server was gone before it had heard of it: another connection may do.
    Gone(MailError),
    /// The server's answer, or it was gone later.
    Answered(MailError),
}

/// Sends `message`. After an error the connection is not used again.
pub(super) async fn send_message(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
    let taken = steps(connection, message).await;
    if taken.is_err() {
        connection.abort().await;
    }
    taken
}

async fn steps(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
    let (envelope, letter) = (message.envelope(), message.formatted());
    let answered = |step, error| SendError::Answered(refused(step, &error, envelope));
    let options = options(connection, envelope, &letter).map_err(SendError::Answered)?;
    let from = Mail::new(envelope.from().cloned(), options);
    if let Err(error) = connection.command(from).await {
        let refused = refused("MAIL FROM", &error, envelope);
        return Err(if is_farewell(&error) { SendError::Gone(refused) } else { SendError::Answered(refused) });
    }
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), vec![]);
        connection.command(to).await.map_err(|error| answered("RCPT TO", error))?;
    }
    connection.command(Data).await.map_err(|error| answered("DATA", error))?;
    connection.message(&letter).await.map_err(|error| answered("DATA", error))?;
    Ok(())
}

/// No answer at all, or 421, with which a server closes a connection (RFC 5321, section 3.8).
fn is_farewell(error: &smtp::Error) -> bool {
    error.status().is_none_or(|code| u16::from(code) == 421)
}

impl From<SendError> for MailError {
    fn from((SendError::Gone(error) | SendError::Answered(error)): SendError) -> Self {
        error
    }
}

/// Goes as far as a letter to each recipient of `envelope` would, and takes it back: nothing is sent. Most
/// servers put off what they think of us and of the sender until they hear of a recipient.
///
/// # Errors
/// What is wrong with us or the sender. What is wrong with one recipient is in the list, in their order.
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
    // What is refused whoever is written to is about us.
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

/// What is not plain ASCII is announced (RFC 6531, RFC 6152), where the server can take it.
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

/// A refusal for good is the recipient's only where the server says so of the mailbox: relaying that is
/// denied, a sender that is not ours and a letter that is not liked are for the operator to mend.
fn refused(step: &'static str, error: &smtp::Error, about: &Envelope) -> MailError {
    match classify(error, Some(about)) {
        MailError::Rejected { reply, .. } if step == "RCPT TO" && is_about_the_mailbox(reply.code, &words(error)) => {
            MailError::Refused { reply }
        }
        MailError::Rejected { reply, .. } => MailError::Rejected { reply, step },
        other => other,
    }
}

/// By the enhanced status code (RFC 3463), where there is one: 5.1 is about the address, but for the two
/// that are about the sender's, and 5.2 about the mailbox. Else by the code: 550 and 551 know no such
/// mailbox, 553 no such name (RFC 5321, section 4.2.3); 554 may be anything.
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
    fn a_refusal_is_the_recipients_only_where_it_is_about_their_mailbox() {
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
