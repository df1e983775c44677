//! How users log in: with a password, through single sign-on, or at Matrix Authentication Service.

use serde::Deserialize;

use super::{Synapse, SynapseError};

/// How users log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logins {
    /// With a password, and perhaps in other ways.
    Passwords,
    /// Without a password: passwords are disabled, or there is only single sign-on.
    WithoutPasswords,
    /// At Matrix Authentication Service, which holds the accounts.
    Delegated,
}

#[derive(Deserialize)]
struct Flows {
    flows: Vec<Flow>,
}

#[derive(Deserialize)]
struct Flow {
    #[serde(rename = "type")]
    kind: String,
}

impl Synapse {
    /// How users log in. `auth_metadata` always shows Matrix Authentication Service; `/login` may be answered by a
    /// proxy.
    pub async fn logins(&self) -> Result<Logins, SynapseError> {
        let metadata = self.http().get(self.url(&["_matrix", "client", "v1", "auth_metadata"]));
        match self.send::<serde_json::Value>(metadata).await {
            Ok(found) if found.get("issuer").is_some() => return Ok(Logins::Delegated),
            Ok(_) | Err(SynapseError::Refused { .. } | SynapseError::Unintelligible { .. }) => {}
            Err(error) => return Err(error),
        }
        let flows: Flows = match self.send(self.http().get(self.url(&["_matrix", "client", "v3", "login"]))).await {
            Ok(flows) => flows,
            Err(error) if error.errcode() == "M_UNRECOGNIZED" => return Ok(Logins::Delegated),
            Err(error) => return Err(error),
        };
        let has_passwords = flows.flows.iter().any(|flow| flow.kind == "m.login.password");
        Ok(if has_passwords { Logins::Passwords } else { Logins::WithoutPasswords })
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;
    use crate::Config;

    /// A Synapse that answers two questions, each with a status and a body.
    async fn synapse(metadata: (u16, &'static str), login: (u16, &'static str)) -> Synapse {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = vec![];
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { break };
                    head.push(byte);
                }
                let is_metadata = String::from_utf8_lossy(&head).contains("auth_metadata");
                let (status, body) = if is_metadata { metadata } else { login };
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let text = format!(
            "synapse: {{server: 'http://127.0.0.1:{port}', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
             email: {{host: localhost, port: 25, from: a@example.org}}\nadmin: {{email: []}}\n"
        );
        Synapse::new(&Config::parse(&text).expect("valid").synapse).expect("a client")
    }

    #[tokio::test]
    async fn delegation_and_disabled_passwords_are_recognised() {
        const UNKNOWN: (u16, &str) = (404, r#"{"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"}"#);
        const PASSWORDS: (u16, &str) = (200, r#"{"flows":[{"type":"m.login.password"},{"type":"m.login.token"}]}"#);
        const SSO: (u16, &str) = (200, r#"{"flows":[{"type":"m.login.sso"},{"type":"m.login.token"}]}"#);
        const MAS: (u16, &str) = (200, r#"{"issuer":"https://account.example.org/"}"#);
        for (metadata, login, expected) in [
            (UNKNOWN, PASSWORDS, Logins::Passwords),
            ((404, "<html>not found</html>"), PASSWORDS, Logins::Passwords),
            (UNKNOWN, SSO, Logins::WithoutPasswords),
            (UNKNOWN, (200, r#"{"flows":[]}"#), Logins::WithoutPasswords),
            (UNKNOWN, UNKNOWN, Logins::Delegated),
            (MAS, UNKNOWN, Logins::Delegated),
            // A proxy sends logins to the service, which answers them for old clients.
            (MAS, PASSWORDS, Logins::Delegated),
        ] {
            let found = synapse(metadata, login).await.logins().await;
            assert_eq!(found.ok(), Some(expected), "{metadata:?} {login:?}");
        }
        // A proxy's own 404 proves nothing.
        assert!(synapse(UNKNOWN, (404, "not found")).await.logins().await.is_err());
    }
}
