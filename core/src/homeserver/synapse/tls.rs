//! How Synapse's certificate is checked (`synapse.verify_cert`).

use std::{fs, path::Path, sync::Arc};

use reqwest::ClientBuilder;
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};

use super::ClientError;
use crate::config::VerifyCert;

/// Sets up a client to check certificates as the config says.
///
/// # Errors
/// The bundle cannot be used.
pub fn with_trust(http: ClientBuilder, verify: &VerifyCert) -> Result<ClientBuilder, ClientError> {
    Ok(match verify {
        VerifyCert::System => http,
        VerifyCert::Never => http.danger_accept_invalid_certs(true),
        VerifyCert::Bundle(path) => http.tls_backend_preconfigured(trusting(path)?),
    })
}

fn trusting(path: &Path) -> Result<ClientConfig, ClientError> {
    let shown = path.display().to_string();
    let pem = fs::read(path).map_err(|source| ClientError::Bundle { path: shown, source })?;
    let unusable = |error: &dyn std::fmt::Display| ClientError::Tls(error.to_string());
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let certificates = certificates.map_err(|error| unusable(&error))?;
    let mut authorities = RootCertStore::empty();
    for certificate in &certificates {
        authorities.add(certificate.clone()).map_err(|error| unusable(&error))?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let signed = WebPkiServerVerifier::builder_with_provider(Arc::new(authorities), Arc::clone(&provider)).build();
    let bundle = Bundle { signed: signed.map_err(|error| unusable(&error))?, certificates };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config
        .map_err(|error| unusable(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(bundle))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Trusts what the certificates of the bundle have signed, and these certificates themselves.
///
/// TLS libraries refuse an authority's own certificate as a server's, and `openssl req -x509` makes such ones.
#[derive(Debug)]
struct Bundle {
    signed: Arc<WebPkiServerVerifier>,
    certificates: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Bundle {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.certificates.contains(shown) {
            return Ok(ServerCertVerified::assertion());
        }
        self.signed.verify_server_cert(shown, intermediates, name, ocsp, now)
    }

    // That the server has the certificate's key is checked for every certificate.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signed.verify_tls12_signature(message, shown, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signed.verify_tls13_signature(message, shown, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signed.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        path::PathBuf,
        thread,
    };

    use rustls::{ServerConfig, ServerConnection, Stream, pki_types::PrivateKeyDer};

    use super::*;

    /// A file with a certificate that signs itself, and its key.
    fn file(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/homeserver/synapse/testdata").join(name)
    }

    /// A TLS server on loopback that shows this certificate.
    fn server(name: &str) -> String {
        let pem = fs::read(file(name)).expect("a file");
        let chain = CertificateDer::pem_slice_iter(&pem).map(|one| one.expect("a certificate")).collect();
        let key = PrivateKeyDer::from_pem_slice(&pem).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a certificate");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("https://localhost:{}/", listener.local_addr().expect("an address").port());
        let config = Arc::new(config);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
                let mut tls = Stream::new(&mut tls, &mut stream);
                if tls.read(&mut [0; 1024]).is_ok() {
                    let _ = tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
                }
            }
        });
        url
    }

    async fn answer(trusted: &str, url: &str) -> Result<String, reqwest::Error> {
        let http = with_trust(reqwest::Client::builder(), &VerifyCert::Bundle(file(trusted))).expect("usable");
        http.build()?.get(url).send().await?.text().await
    }

    #[tokio::test]
    async fn a_self_signed_certificate_in_the_bundle_is_trusted() {
        let (authority, leaf) = (server("authority.pem"), server("leaf.pem"));
        assert_eq!(answer("authority.pem", &authority).await.expect("trusted"), "hello");
        assert_eq!(answer("leaf.pem", &leaf).await.expect("trusted"), "hello");
        // Same name and dates, another key.
        assert!(answer("leaf.pem", &authority).await.is_err());
        assert!(answer("authority.pem", &leaf).await.is_err());
    }

    #[test]
    fn a_bundle_without_certificates_is_refused() {
        let empty = tempfile::NamedTempFile::new().expect("a file");
        let verify = VerifyCert::Bundle(empty.path().to_owned());
        assert!(with_trust(reqwest::Client::builder(), &verify).is_err());
    }
}
