//! Derives the default of `public_url` from `hosts`.

use url::{Host, Url};

use super::issue::Issue;

/// `https://` and the first of `hosts` that a browser can open. This does not affect which requests match:
/// as in the Django app, `*` and `.example.org` match requests, but cannot be part of a link.
pub(super) fn from_hosts(hosts: &[String]) -> Result<Url, Issue> {
    if hosts.is_empty() {
        return Err(Issue::at(
            "hosts",
            "name at least one host under which the form is reached, like register.example.org",
        ));
    }
    hosts.iter().find_map(|host| link(host)).ok_or_else(|| {
        Issue::at(
            "hosts",
            "none of these can be used in mailed links: add a plain host name like register.example.org, or \
             write `public_url: https://register.example.org` with the public address",
        )
    })
}

fn link(host: &str) -> Option<Url> {
    let is_name =
        !host.starts_with('.') && !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    let is_address = host.starts_with('[') && host.ends_with(']');
    if !is_name && !is_address {
        return None;
    }
    let url = Url::parse(&format!("https://{host}")).ok()?;
    let is_reached = match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name != "localhost" && !name.ends_with(".localhost") && name != "localhost.localdomain" && !name.is_empty()
        }
        Host::Ipv4(address) => !address.is_loopback() && !address.is_unspecified(),
        Host::Ipv6(address) => !address.is_loopback() && !address.is_unspecified(),
    };
    is_reached.then_some(url)
}

/// Whether this entry of `hosts` matches no `Host` header.
pub(super) fn matches_nothing(host: &str) -> bool {
    host.is_empty() || host.contains('/') || host.contains(char::is_whitespace) || (host.contains('*') && host != "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formed(hosts: &[&str]) -> Option<String> {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        from_hosts(&hosts).ok().map(|url| url.to_string())
    }

    #[test]
    fn first_usable_host_becomes_the_public_url() {
        for (hosts, link) in [
            (&["register.example.org"][..], Some("https://register.example.org/")),
            (&["localhost", "127.0.0.1", "register.example.org"], Some("https://register.example.org/")),
            (&[".example.org", "*", "Register.Example.org"], Some("https://register.example.org/")),
            (&["bücher.example"], Some("https://xn--bcher-kva.example/")),
            (&["192.0.2.7"], Some("https://192.0.2.7/")),
            (&["[2001:db8::1]"], Some("https://[2001:db8::1]/")),
            (&["*"], None),
            (&[".example.org"], None),
            (&["*.example.org"], None),
            (&["https://register.example.org"], None),
            (&["register.example.org/"], None),
            (&["register.example.org:8000"], None),
            (&["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "a.localhost"], None),
            (&["user@register.example.org"], None),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(formed(hosts).as_deref(), link, "{hosts:?}");
        }
    }
}
