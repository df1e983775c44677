//! Why a connection failed, read from the causes of an error: DNS, TCP, TLS and certificates are told apart.

use std::{error::Error, fmt, io};

use rustls::CertificateError;

use super::codes::Code;

/// Why a connection failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionProblem {
    /// The host name cannot be resolved.
    Dns,
    /// Nothing listens on the port.
    Refused,
    /// There is no route to the host.
    Unreachable,
    /// No answer came in time.
    TimedOut,
    /// The connection was closed before the answer.
    Closed,
    /// The certificate is not signed by a trusted authority.
    Untrusted,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The TLS handshake failed for another reason.
    Tls(String),
    /// Something else.
    Other,
}

impl ConnectionProblem {
    /// The problem that `error` or one of its causes names.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        let mut found = Self::Other;
        while let Some(error) = next {
            found = Self::named_by(error).unwrap_or(found);
            let io = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = io.map_or_else(|| error.source(), |inner| Some(inner));
        }
        found
    }

    /// The problem of an HTTP request.
    #[must_use]
    pub fn of_http(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        match Self::of(error) {
            Self::Other if error.is_body() || error.is_decode() => Self::Closed,
            problem => problem,
        }
    }

    fn named_by(error: &(dyn Error + 'static)) -> Option<Self> {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(Self::of_tls(error));
        }
        let error = error.downcast_ref::<io::Error>()?;
        // The words of Rust's standard library about getaddrinfo, which has no kind of its own.
        if error.to_string().starts_with("failed to lookup address information") {
            return Some(Self::Dns);
        }
        Some(match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable => {
                Self::Unreachable
            }
            io::ErrorKind::TimedOut => Self::TimedOut,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Self::Closed,
            _ => return None,
        })
    }

    fn of_tls(error: &rustls::Error) -> Self {
        use CertificateError as C;
        match error {
            rustls::Error::InvalidCertificate(C::UnknownIssuer | C::BadSignature) => Self::Untrusted,
            rustls::Error::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => Self::Expired,
            rustls::Error::InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. }) => Self::NotYetValid,
            rustls::Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => Self::WrongName,
            // An authority's own certificate, used as the server's.
            rustls::Error::InvalidCertificate(C::Other(other)) if other.to_string().contains("CaUsedAsEndEntity") => {
                Self::Untrusted
            }
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            other => Self::Tls(other.to_string()),
        }
    }

    /// Whether the TLS handshake failed.
    #[must_use]
    pub const fn is_tls(&self) -> bool {
        matches!(
            self,
            Self::Untrusted | Self::Expired | Self::NotYetValid | Self::WrongName | Self::NotTls | Self::Tls(_)
        )
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Dns => Code::Dns,
            Self::Refused => Code::ConnectionRefused,
            Self::Unreachable => Code::HostUnreachable,
            Self::TimedOut => Code::ConnectionTimeout,
            Self::Closed => Code::ConnectionClosed,
            Self::Untrusted => Code::TlsUntrusted,
            Self::Expired => Code::TlsExpired,
            Self::NotYetValid => Code::TlsNotYetValid,
            Self::WrongName => Code::TlsWrongName,
            Self::NotTls => Code::TlsMismatch,
            Self::Tls(_) => Code::TlsFailed,
            Self::Other => Code::ConnectionFailed,
        }
    }
}

impl fmt::Display for ConnectionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTls => f.write_str("TLS failed: the server does not speak TLS on this port"),
            Self::Tls(cause) => write!(f, "TLS failed: {cause}"),
            tls if tls.is_tls() => write!(f, "TLS failed: {}", tls.code().title()),
            other => f.write_str(other.code().title()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problem_is_found_among_the_causes() {
        let tls = |error| io::Error::new(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(error));
        for (error, problem) in [
            (io::ErrorKind::ConnectionRefused.into(), ConnectionProblem::Refused),
            (io::ErrorKind::ConnectionReset.into(), ConnectionProblem::Closed),
            (io::Error::other("failed to lookup address information: Name not known"), ConnectionProblem::Dns),
            (tls(CertificateError::UnknownIssuer), ConnectionProblem::Untrusted),
            (tls(CertificateError::Expired), ConnectionProblem::Expired),
            (tls(CertificateError::NotValidForName), ConnectionProblem::WrongName),
            (io::Error::other("something"), ConnectionProblem::Other),
        ] {
            assert_eq!(ConnectionProblem::of(&io::Error::other(error)), problem);
        }
    }

    #[tokio::test]
    async fn unknown_host_is_a_dns_problem() {
        let error = tokio::net::TcpStream::connect(("no-such-host.invalid", 80)).await.expect_err("no such host");
        assert_eq!(ConnectionProblem::of(&error), ConnectionProblem::Dns);
    }
}
