//! Fills the operator's templates (from the Django app's config) with the data of a request.

use matrix_sdk::ruma::RoomId;
use registration_core::{
    config::{Field, Template},
    domain::{Answers, Reason, Registration},
};

use crate::matrix::links;

/// The values of the placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateValues {
    /// The localpart.
    pub username: String,
    /// The homeserver's name.
    pub domain: String,
    /// The applicant's e-mail address.
    pub email: String,
    /// The reason for the request.
    pub reason: String,
    /// A link to the moderators' room.
    pub admin_url: String,
}

impl TemplateValues {
    /// The values of `registration`; `room` is the moderators' room.
    #[must_use]
    pub fn new(registration: &Registration, domain: &str, room: &RoomId) -> Self {
        // The card shows the other answers below the template.
        let Answers { reason, own: _ } = &registration.answers;
        Self {
            username: registration.localpart.as_str().to_owned(),
            domain: domain.to_owned(),
            email: registration.email.as_typed(),
            reason: reason.as_ref().map(Reason::as_str).unwrap_or_default().to_owned(),
            admin_url: links::to_room(room, domain),
        }
    }

    /// Fills `template` with these values.
    #[must_use]
    pub fn fill(&self, template: &Template) -> String {
        template.fill(|field| self.value(field).to_owned())
    }

    /// The value of `field`.
    #[must_use]
    pub fn value(&self, field: Field) -> &str {
        match field {
            Field::Username => &self.username,
            Field::MatrixDomain => &self.domain,
            Field::Email => &self.email,
            Field::Reason => &self.reason,
            Field::AdminUrl => &self.admin_url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once_and_the_room_is_linked() {
        let room = RoomId::parse("!room:example.org").unwrap();
        let values = TemplateValues {
            username: "alice".into(),
            domain: "example.org".into(),
            email: "alice@example.com".into(),
            reason: "{email}".into(),
            admin_url: links::to_room(&room, "example.org"),
        };
        let template = Template::try_from("@{username}:{matrix_domain} {{{email}}} {reason} {admin_url}".to_owned());
        assert_eq!(
            values.fill(&template.unwrap()),
            "@alice:example.org {alice@example.com} {email} https://matrix.to/#/!room:example.org?via=example.org"
        );
    }
}
