//! `check`: the mail server, and whether it accepts mails to the operators.

use registration_core::{
    Config,
    finding::{Finding, Part},
    mail::{MailError, Mailer},
};

use super::report::Report;

/// Reports whether the mail server would accept a mail to each operator, without sending one.
pub async fn check(config: &Config, report: &mut Report) -> Option<Mailer> {
    let operators = &config.admin.email.0;
    let mailer = match Mailer::new(&config.email) {
        Ok(mailer) => mailer,
        Err(error) => {
            report.find(error.finding());
            return None;
        }
    };
    match mailer.check(operators).await {
        Ok(answers) => {
            report.pass(Part::Mail, "the server answers, accepts the login, and accepts `email.from` as the sender");
            for (operator, answer) in operators.iter().zip(answers) {
                if let Err(error) = answer {
                    report.find(about(operator.email.as_ref(), &error));
                }
            }
        }
        Err(error) => report.find(mailer.diagnose(&error).await),
    }
    Some(mailer)
}

fn about(operator: &str, error: &MailError) -> Finding {
    Finding { cause: format!("{operator}: {error}"), ..error.finding() }
}
