//! Message templates of the Django app: text with `{name}` in it, and `{{` for a brace.

use serde::Deserialize;

/// What a template can be filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name before the colon.
    Username,
    /// The server's name.
    MatrixDomain,
    /// The applicant's address.
    Email,
    /// Why they would like an account.
    Reason,
    /// Where requests are decided: for us, the moderators' room.
    AdminUrl,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

/// A text with places to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template(Vec<Piece>);

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (mut pieces, mut said) = (vec![], String::new());
        let mut rest = text.trim();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            said.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                said.push_str(&from[..1]);
                rest = after;
            } else if let Some((name, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) {
                pieces.push(Piece::Text(std::mem::take(&mut said)));
                pieces.push(Piece::Field(Field::parse(name)?));
                rest = after;
            } else {
                return Err("a single brace; write {{ or }} for a brace that is to be read".into());
            }
        }
        said.push_str(rest);
        pieces.push(Piece::Text(said));
        Ok(Self(pieces))
    }
}

impl Template {
    /// Whether this is to be filled in.
    #[must_use]
    pub fn names(&self, field: Field) -> bool {
        self.0.contains(&Piece::Field(field))
    }

    /// The text, with what `value` says in its places.
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
                return Err(format!("a name in braces cannot be filled in; use {known}, and {{{{ for a brace"));
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
    fn places_are_filled_and_doubled_braces_are_braces() {
        assert_eq!(filled("@{username}:{matrix_domain}!\n").as_deref(), Ok("@<Username>:<MatrixDomain>!"));
        assert_eq!(filled("{{{email}}}").as_deref(), Ok("{<Email>}"));
        assert_eq!(filled("").as_deref(), Ok(""));
    }

    #[test]
    fn what_an_applicant_typed_is_no_template() {
        let template = Template::try_from("{reason}".to_owned()).expect("a template");
        assert_eq!(template.fill(|_| "{email} {{".to_owned()), "{email} {{");
    }

    #[test]
    fn an_unknown_place_and_a_single_brace_are_errors() {
        assert!(filled("{password}").is_err_and(|error| error.contains("{username}")));
        assert!(filled("{username.__class__}").is_err());
        assert!(filled("{username!r}").is_err());
        assert!(filled("}").is_err());
        assert!(filled("{username").is_err());
    }
}
