//! `check`: the mail server, and whether it accepts mails to the operators.

use registration_core::{
    Config,
    mail::{MailError, Mailer},
};

use super::report::Report;

/// Reports whether the mail server would accept a mail to each operator, without sending one.
pub async fn check(config: &Config, report: &mut Report) {
    let operators = &config.admin.email.0;
    let outcome = match Mailer::new(&config.email) {
        Ok(mailer) => mailer.check(operators).await,
        Err(error) => Err(error),
    };
    let answers = match outcome {
        Ok(answers) => answers,
        Err(error) => return report.bad("mail", &error.to_string(), remedy(&error)),
    };
    report.good("mail", "the server answers, accepts the login, and accepts `email.from` as the sender");
    for (operator, answer) in operators.iter().zip(answers) {
        match answer {
            Ok(()) => {}
            Err(error @ MailError::Later { .. }) => report.note("mail", &format!("{}: {error}", operator.email)),
            Err(error) => report.bad(
                "mail",
                &format!("{}: {error}", operator.email),
                "Check `admin.email`: this operator gets no mails about new requests.",
            ),
        }
    }
}

/// What to check, depending on what the server refuses.
const fn remedy(error: &MailError) -> &'static str {
    match error {
        MailError::Rejected { .. } => {
            "The server answers, but refuses our mail. Its answer says why: often this login may not use the address in \
             `email.from`, or the server does not accept the name in `email.ehlo`, or it requires a login (`email.username`)."
        }
        MailError::NoSmtpUtf8 => {
            "Use addresses in plain ASCII before the @ in `email.from` and `admin.email`; any domain works."
        }
        _ => {
            "Check `email`: host, port, `tls` (STARTTLS) or `ssl`, `verify_cert`, username and password. \
             docs/troubleshooting.md has the usual causes."
        }
    }
}
