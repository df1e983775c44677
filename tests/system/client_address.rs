//! The client's IP address behind proxies, observed through rate limits.

use crate::harness::{Applicant, TestOptions, TestService};

/// A service that allows each client one submission per form.
async fn start_service(trust: &str) -> TestService {
    let config = format!("trust_proxy: {trust}\nrate_limit: {{forms: 1}}\n");
    TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await
}

/// Whether the form is accepted.
async fn is_admitted(applicant: &Applicant) -> bool {
    let page = applicant.posts("/register", &[("username", &applicant.name)]).await;
    assert!(page.status == 429 || page.path == "/register/email", "{} {}", page.status, page.html);
    page.status != 429
}

#[tokio::test]
async fn forged_proxy_header_is_ignored() {
    for trust in ["false", "[10.0.0.0/8]"] {
        let service = start_service(trust).await;
        let somebody = service.applicant("somebody");
        assert!(is_admitted(&somebody).await);
        for (header, value) in [
            ("x-forwarded-for", "198.51.100.7"),
            ("x-forwarded-for", "10.0.0.1, 198.51.100.8"),
            ("x-forwarded-for", "198.51.100.9, 127.0.0.1"),
            ("forwarded", "for=198.51.100.10"),
            ("forwarded", "for=\"[2001:db8::1]:4711\""),
            ("x-real-ip", "198.51.100.11"),
        ] {
            assert!(!is_admitted(&somebody.with_header(header, value.as_bytes())).await, "{trust} {header}: {value}");
        }
    }
}

#[tokio::test]
async fn clients_behind_trusted_proxy_are_limited_separately() {
    let service = start_service("true").await;
    let somebody = service.applicant("somebody");
    for (header, value, admitted) in [
        ("x-forwarded-for", "198.51.100.7", true),
        ("x-forwarded-for", "198.51.100.7", false),
        ("x-forwarded-for", "198.51.100.7:4711", false),
        ("forwarded", "for=198.51.100.7", false),
        ("x-forwarded-for", "6.6.6.6, 198.51.100.7", false),
        ("x-forwarded-for", "198.51.100.7, 10.1.2.3, 192.168.0.1", false),
        ("x-forwarded-for", "198.51.100.8", true),
        ("x-forwarded-for", "[2001:db8:1:2::7]:443", true),
        ("x-forwarded-for", "2001:db8:1:2:ffff::1", false),
        ("forwarded", "for=\"[2001:db8:1:2::9]:4711\";proto=https", false),
        ("forwarded", "for=\"[2001:db8:1:3::9]:4711\";proto=https", true),
    ] {
        assert_eq!(is_admitted(&somebody.with_header(header, value.as_bytes())).await, admitted, "{header}: {value}");
    }
}

#[tokio::test]
async fn malformed_proxy_headers_cause_no_error() {
    let long = "10.0.0.1, ".repeat(400);
    for trust in ["true", "false"] {
        let config = format!("trust_proxy: {trust}\n");
        let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
        for value in [
            &b""[..],
            b",,,",
            b"garbage",
            b"\xff\xfe\xc3",
            b"1.2.3.4, 10.0.0.1, 10.0.0.2",
            b"[2001:db8::1]:4711",
            b"[2001:db8::1",
            b"fe80::1%eth0",
            b"for=\"",
            b"for=unknown, for=_x",
            long.as_bytes(),
        ] {
            for header in ["x-forwarded-for", "forwarded"] {
                let somebody = service.applicant("somebody").with_header(header, value);
                assert!(somebody.opens("/register").await.status.is_success(), "{header}: {value:?}");
                let page = somebody.posts("/register", &[("username", &somebody.name)]).await;
                assert_eq!(page.path, "/register/email", "{header}: {value:?} {}", page.html);
            }
        }
    }
}
