//! Encryption and verification of the mail server's certificate (`email.verify_cert`).

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};

use super::error::MailError;
use crate::{
    config::{EmailConfig, VerifyCert},
    finding::ConnectionProblem,
};

/// When the connection is encrypted, and how the certificate is verified.
pub(super) enum Encryption {
    /// Never.
    None,
    /// After STARTTLS.
    StartTls(Trust),
    /// From the start.
    Implicit(Trust),
}

/// Which certificates are trusted.
#[derive(Clone)]
pub(super) struct Trust {
    /// Signed by a trusted authority.
    pub signed: TlsParameters,
    /// Or exactly one of these. TLS libraries reject an authority's own certificate as a server's, and operators have
    /// created many of them with `openssl req -x509`.
    pub exactly: Option<Exactly>,
}

/// Certificates that are trusted as they are.
#[derive(Clone)]
pub(super) struct Exactly {
    /// Accepts any certificate; [`Self::check`] runs before anything secret is sent.
    pub any: TlsParameters,
    certificates: Vec<Vec<u8>>,
    /// Whether the server has shown one of them before.
    is_shown: Arc<AtomicBool>,
}

impl Exactly {
    /// Whether the server has shown one of them before: then the other way need not be tried first.
    pub(super) fn is_shown(&self) -> bool {
        self.is_shown.load(Ordering::Relaxed)
    }

    /// Whether the server has proven to have the key of one of them.
    pub(super) fn check(&self, connection: &AsyncSmtpConnection) -> Result<(), ConnectionProblem> {
        match connection.peer_certificate() {
            Ok(shown) if self.certificates.contains(&shown) => {
                self.is_shown.store(true, Ordering::Relaxed);
                Ok(())
            }
            // Neither one of `email.verify_cert`, nor signed by one.
            _ => Err(ConnectionProblem::Untrusted),
        }
    }
}

impl Trust {
    /// The trust that the configuration asks for.
    pub(super) fn of(config: &EmailConfig) -> Result<Self, MailError> {
        let builder = || TlsParameters::builder(config.host.clone());
        let path = match &config.verify_cert {
            VerifyCert::System => {
                return Ok(Self { signed: builder().build().map_err(|error| failed(&error))?, exactly: None });
            }
            VerifyCert::Never => return Ok(Self { signed: any(config)?, exactly: None }),
            VerifyCert::Bundle(path) => path,
        };
        let unusable = |why: &str| MailError::AuthRejected { cause: format!("`email.verify_cert`: {why}") };
        let pem =
            std::fs::read(path).map_err(|error| unusable(&format!("cannot read the file that it names: {error}")))?;
        let certificates = certificates(&pem);
        if certificates.is_empty() {
            return Err(unusable("there is no certificate in the file that it names"));
        }
        let authorities = Certificate::from_pem(&pem).map_err(|_| unusable("the file that it names cannot be read"))?;
        let signed = builder().certificate_store(CertificateStore::None).add_root_certificate(authorities);
        let signed = signed.build().map_err(|_| unusable("a certificate in the file that it names cannot be read"))?;
        Ok(Self { signed, exactly: Some(Exactly { any: any(config)?, certificates, is_shown: Arc::default() }) })
    }
}

pub(super) fn any(config: &EmailConfig) -> Result<TlsParameters, MailError> {
    let any = TlsParameters::builder(config.host.clone());
    any.dangerous_accept_invalid_certs(true)
        .dangerous_accept_invalid_hostnames(true)
        .build()
        .map_err(|error| failed(&error))
}

fn failed(error: &lettre::transport::smtp::Error) -> MailError {
    MailError::AuthRejected { cause: error.to_string() }
}

/// The certificates in a PEM file, in DER.
fn certificates(pem: &[u8]) -> Vec<Vec<u8>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let blocks = text.split(BEGIN).skip(1).filter_map(|block| Some(block.split_once(END)?.0));
    blocks.filter_map(|block| STANDARD.decode(block.split_whitespace().collect::<String>()).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_certificates_are_found_among_other_text() {
        let pem = "# a comment\r\n-----BEGIN CERTIFICATE-----\r\nAQID\r\nBA==\r\n-----END CERTIFICATE-----\n\
                   -----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n\
                   -----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(pem.as_bytes()), [vec![1, 2, 3, 4], vec![5]]);
        assert!(certificates(b"nothing").is_empty());
    }
}
