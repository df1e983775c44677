//! Message templates of the Django app: `{name}` is a placeholder, `{{` is a brace.

use serde::Deserialize;

/// A placeholder in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The username.
    Username,
    /// The server's name.
    MatrixDomain,
    /// The applicant's e-mail address.
    Email,
    /// The reason of the request.
    Reason,
    /// Where requests are decided: a link to the moderators' room.
    AdminUrl,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

/// A text with placeholders.
///
/// ```
/// use registration_core::config::Template;
///
/// let template = Template::try_from("Welcome, {username}!".to_owned())?;
/// assert_eq!(template.fill(|_| "alice".to_owned()), "Welcome, alice!");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template(Vec<Piece>);

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (mut pieces, mut literal) = (vec![], String::new());
        let mut rest = text.trim();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            literal.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                literal.push_str(&from[..1]);
                rest = after;
            } else if let Some((name, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
                pieces.push(Piece::Field(Field::parse(name)?));
                rest = after;
            } else {
                return Err("a single brace; write {{ or }} for a literal brace".into());
            }
        }
        literal.push_str(rest);
        pieces.push(Piece::Text(literal));
        Ok(Self(pieces))
    }
}

impl Template {
    /// Whether the template has this placeholder.
    #[must_use]
    pub fn names(&self, field: Field) -> bool {
        self.0.contains(&Piece::Field(field))
    }

    /// The text with its placeholders replaced by `value`.
    pub fn fill(&self, value: impl Fn(Field) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => value(*field),
        };
        self.0.iter().map(piece).collect()
    }
}

impl Field {
    fn parse(name: &str) -> Result<Self, String> {
        Ok(match name {
            "username" => Self::Username,
            "matrix_domain" => Self::MatrixDomain,
            "email" => Self::Email,
            "reason" => Self::Reason,
            "admin_url" => Self::AdminUrl,
            _ => {
                let known = "{username}, {matrix_domain}, {email}, {reason} and {admin_url}";
                return Err(format!("unknown placeholder; use {known}, and {{{{ for a literal brace"));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let template = Template::try_from(text.to_owned())?;
        Ok(template.fill(|field| format!("<{field:?}>")))
    }

    #[test]
    fn placeholders_are_filled_and_braces_unescaped() {
        assert_eq!(filled("@{username}:{matrix_domain}!\n").as_deref(), Ok("@<Username>:<MatrixDomain>!"));
        assert_eq!(filled("{{{email}}}").as_deref(), Ok("{<Email>}"));
        assert_eq!(filled("").as_deref(), Ok(""));
    }

    #[test]
    fn filled_values_are_not_templates() {
        let template = Template::try_from("{reason}".to_owned()).expect("a template");
        assert_eq!(template.fill(|_| "{email} {{".to_owned()), "{email} {{");
    }

    #[test]
    fn unknown_placeholders_and_single_braces_are_errors() {
        assert!(filled("{password}").is_err_and(|error| error.contains("{username}")));
        assert!(filled("{username.__class__}").is_err());
        assert!(filled("{username!r}").is_err());
        assert!(filled("}").is_err());
        assert!(filled("{username").is_err());
    }
}
