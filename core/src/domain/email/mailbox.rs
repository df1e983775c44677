//! Which addresses of well-known providers belong to the same mailbox.

/// How a provider interprets the part before the `@`.
struct Provider {
    /// Its domains; the first one represents all.
    domains: &'static [&'static str],
    /// Characters that it ignores.
    ignores: &'static [char],
    /// Characters that start a tag, besides `+`.
    tag: Option<char>,
    /// Whether `anything@name.domain` is delivered to `name@domain`.
    takes_subdomains: bool,
}

const PLAIN: Provider = Provider { domains: &[], ignores: &[], tag: None, takes_subdomains: false };

/// From the providers' own help pages, in 2026.
const PROVIDERS: &[Provider] = &[
    Provider { domains: &["gmail.com", "googlemail.com"], ignores: &['.'], ..PLAIN },
    Provider {
        domains: &["proton.me", "protonmail.com", "pm.me", "protonmail.ch"],
        ignores: &['.', '-', '_'],
        ..PLAIN
    },
    Provider { domains: &["icloud.com", "me.com", "mac.com"], ..PLAIN },
    Provider {
        domains: &[
            "yandex.ru",
            "ya.ru",
            "yandex.com",
            "yandex.by",
            "yandex.kz",
            "yandex.ua",
            "yandex.com.tr",
            "yandex.uz",
            "yandex.fr",
            "narod.ru",
        ],
        ignores: &['.', '-'],
        ..PLAIN
    },
    Provider { domains: &["fastmail.com", "fastmail.fm"], takes_subdomains: true, ..PLAIN },
    Provider { domains: &["yahoo.com", "ymail.com", "rocketmail.com", "myyahoo.com"], tag: Some('-'), ..PLAIN },
];

/// The mailbox of a canonical address: lower case, without a `+tag`.
pub(super) fn of(canonical: &str) -> String {
    let (local, domain) = canonical.rsplit_once('@').unwrap_or((canonical, ""));
    // Yahoo has one domain per country.
    let domain = if domain.starts_with("yahoo.") { "yahoo.com" } else { domain };
    for provider in PROVIDERS {
        let Some(main) = provider.domains.first() else { continue };
        if provider.domains.contains(&domain) {
            return format!("{}@{main}", provider.name(local));
        }
        let below = provider.domains.iter().find_map(|own| domain.strip_suffix(own)?.strip_suffix('.'));
        if let Some(name) = below.filter(|_| provider.takes_subdomains) {
            return format!("{}@{main}", provider.name(name));
        }
    }
    canonical.to_owned()
}

impl Provider {
    fn name(&self, local: &str) -> String {
        let untagged = self.tag.and_then(|tag| local.split_once(tag)).map_or(local, |(before, _)| before);
        let name: String = untagged.chars().filter(|c| !self.ignores.contains(c)).collect();
        if name.is_empty() { local.to_owned() } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::super::EmailAddress;

    fn mailbox(address: &str) -> String {
        address.parse::<EmailAddress>().expect("an address").mailbox()
    }

    #[test]
    fn addresses_of_one_mailbox_are_equal() {
        for (address, expected) in [
            ("V.i.c.t.i.m+x@gmail.com", "victim@gmail.com"),
            ("vic.tim@GoogleMail.com", "victim@gmail.com"),
            ("victim+a+b@example.org", "victim@example.org"),
            ("vic-tim_@pm.me", "victim@proton.me"),
            ("victim@me.com", "victim@icloud.com"),
            ("vic.tim@ya.ru", "victim@yandex.ru"),
            ("shop@victim.fastmail.com", "victim@fastmail.com"),
            ("victim+x@fastmail.fm", "victim@fastmail.com"),
            ("victim-shop@yahoo.co.uk", "victim@yahoo.com"),
            ("victim@outlook.com", "victim@outlook.com"),
        ] {
            assert_eq!(mailbox(address), expected, "{address}");
        }
    }

    #[test]
    fn addresses_of_other_mailboxes_differ() {
        for address in
            ["vic.tim@example.org", "vic-tim@example.org", "a.b@outlook.com", "x@notgmail.com", "-@yahoo.com"]
        {
            assert_eq!(mailbox(address), address);
        }
    }
}
