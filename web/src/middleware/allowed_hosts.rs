//! The allowed values of the `Host` header.

use registration_core::Config;

/// The operator's `hosts`, and the host of the public address.
///
/// As in the Django app, `.example.org` allows the domain and its subdomains, and `*` allows every name.
#[derive(Clone, Debug)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// A name may have a port; without one, every port is allowed.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().map(|name| name.to_ascii_lowercase()).collect())
    }

    /// The hosts of a config.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let public_host = config.public_url.host_str().map(str::to_owned);
        Self::new(config.hosts.iter().cloned().chain(public_host))
    }

    /// Whether the `Host` header `host` is allowed.
    #[must_use]
    pub fn contain(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let name = without_port(&host);
        let name = name.strip_suffix('.').unwrap_or(name);
        !name.is_empty()
            && self.0.iter().any(|ours| match ours.strip_prefix('.') {
                Some(domain) => name == domain || name.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.')),
                None => ours == "*" || *ours == host || ours == name,
            })
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !is_bare_ipv6(host) => name,
        _ => host,
    }
}

fn is_bare_ipv6(host: &str) -> bool {
    !host.starts_with('[') && host.matches(':').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_port_is_allowed_unless_the_config_names_one() {
        let hosts =
            AllowedHosts::new(["Join.example.org", "localhost:8000", "[::1]", ".example.net"].map(str::to_owned));
        for (host, ours) in [
            ("join.example.org", true),
            ("JOIN.EXAMPLE.ORG", true),
            ("join.example.org.", true),
            ("join.example.org:443", true),
            ("localhost:8000", true),
            ("localhost:9000", false),
            ("localhost", false),
            ("[::1]:8000", true),
            ("[::1]", true),
            ("example.net", true),
            ("a.b.example.net", true),
            ("notexample.net", false),
            ("example.org", false),
            ("join.example.org.evil.net", false),
            ("join.example.org:evil", false),
            ("", false),
            (":80", false),
        ] {
            assert_eq!(hosts.contain(host), ours, "{host}");
        }
        assert!(AllowedHosts::new(["*".to_owned()]).contain("anything.example"));
    }
}
