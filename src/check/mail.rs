//! `check`: the mail server, as far as the recipient of each notice to operators.

use registration_core::{
    Config,
    mail::{MailError, Mailer},
};

use super::Report;

/// Says whether the mail server would take a letter to each operator; none is sent.
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
    report.good("mail", "the server answers, lets us in, and lets us send as `email.from`");
    for (operator, answer) in operators.iter().zip(answers) {
        match answer {
            Ok(()) => {}
            Err(error @ MailError::Later { .. }) => report.note("mail", &format!("{}: {error}", operator.email)),
            Err(error) => report.bad(
                "mail",
                &format!("{}: {error}", operator.email),
                "Look at `admin.email`: other operators are told of new requests, and this one is not.",
            ),
        }
    }
}

/// What to look at, by what the server refuses.
const fn remedy(error: &MailError) -> &'static str {
    match error {
        MailError::Rejected { .. } => {
            "The server answers, and does not take our mail. Its words say why: mostly `email.from` is not an address that \
             this login may use, or `email.ehlo` is not a name that it accepts, or it wants a login (`email.username`)."
        }
        MailError::NoSmtpUtf8 => {
            "Use addresses in plain ASCII before the @ in `email.from` and `admin.email`; any domain will do."
        }
        _ => {
            "Look at `email`: host, port, `tls` (STARTTLS) or `ssl`, `verify_cert`, username and password. \
             docs/troubleshooting.md has the usual causes."
        }
    }
}
