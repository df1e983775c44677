//! The span of a request: every log line of the request carries its fields.

/// What the log says where there is no such page.
pub const NO_ROUTE: &str = "-";

/// Notes in the line of log which registration a request was about.
pub fn concerns(id: registration_core::domain::RegistrationId) {
    tracing::Span::current().record("registration", id.0);
}
