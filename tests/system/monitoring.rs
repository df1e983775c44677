//! What operators see of a running service: metrics, alerts, the log, and mails about a broken room.

use std::{fs, net::TcpListener, path::Path, process::Command};

use serde_json::Value;

use crate::{
    harness::{TestOptions, TestService},
    service_process::binary,
    support::{
        inbox,
        matrix::eventually,
        proxy::{Fault, Proxy},
        test_servers::servers,
    },
};

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").to_string()
}

/// The value of a metric with these labels.
async fn metric(address: &str, name: &str) -> Option<f64> {
    let text = reqwest::get(format!("http://{address}/metrics")).await.ok()?.text().await.ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[tokio::test]
async fn metrics_count_requests_decisions_mails_and_responses() {
    let address = free_address();
    let config = format!("metrics: {address}\n");
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    for (name, value) in [
        ("registration_requests_total{outcome=\"submitted\"}", 1.0),
        ("registration_requests_total{outcome=\"approved\"}", 1.0),
        ("registration_decisions_total{verdict=\"approve\",by=\"moderator\"}", 1.0),
        ("registration_mails_sent_total{mail=\"mail_approval\"}", 1.0),
        ("registration_mail_up", 1.0),
        ("registration_bot_up", 1.0),
        ("registration_deciders", 1.0),
        ("registration_paused", 0.0),
        ("registration_effects_parked{lane=\"mail\"}", 0.0),
    ] {
        eventually(name, async || (metric(&address, name).await? >= value).then_some(())).await;
    }
    let shown = "registration_http_responses_total{method=\"POST\",route=\"/register\",status=\"303\"}";
    assert!(metric(&address, shown).await.is_some_and(|count| count >= 1.0));
    assert!(metric(&address, "registration_disk_free_bytes").await.is_some_and(|free| free > 0.0));
    service.operator_runs(&["pause"]);
    eventually("paused", async || (metric(&address, "registration_paused").await? > 0.5).then_some(())).await;
}

#[test]
fn promtool_accepts_the_alerts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/prometheus");
    for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]] {
        let output = Command::new(&servers().promtool).args(arguments).current_dir(&folder).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &*String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}

#[tokio::test]
async fn operators_are_mailed_once_that_nobody_can_decide() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    let (moderator, bot) = (&service.moderators[0], service.bot_client().await);
    bot.set_power(&room, &moderator.id, 10).await;
    let told = |operator: &str| {
        let mails = inbox::mails_to(operator).into_iter();
        mails.filter(|mail| mail.subject.contains("room of")).collect::<Vec<_>>()
    };
    let mail = eventually("the operator is told", async || told(&service.operator).pop()).await;
    let text = mail.text.expect("plain text");
    assert!(text.contains("none with the right to decide") && text.contains("min_power_level"), "{text}");
    assert!(text.contains("docs/troubleshooting.md#no-moderator"), "{text}");
    // The bot looks again at each change of the members.
    bot.set_power(&room, &moderator.id, 5).await;
    service.wait_for_log("operators are told by mail").await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    alice.receives_mail("is ready").await;
    assert_eq!(told(&service.operator).len(), 1, "at most once a day");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outage_and_recovery_are_logged_once_each() {
    let server = crate::faults_synapse::port_of(&servers().synapse.url);
    let mut proxy = Proxy::to(server).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let service = TestService::with(TestOptions { synapse, ..TestOptions::default() }).await;
    service.room().await;
    proxy.set(Fault::Down).await;
    service.wait_until_unready("synapse down: connection-refused").await;
    service.wait_for_log("a part of the service does not work").await;
    proxy.set(Fault::None(server)).await;
    service.wait_until_ready().await;
    service.wait_for_log("the part works again").await;
    let log = service.log();
    let about = |words: &str| log.lines().filter(|line| line.contains(words) && line.contains("part=synapse")).count();
    assert_eq!(about("a part of the service does not work"), 1, "{log}");
    assert_eq!(about("the part works again"), 1, "{log}");
    assert!(
        log.lines().next().is_some_and(|line| line.contains("synapse-registration starts")) || log.contains("parts=")
    );
}

#[tokio::test]
async fn first_request_with_an_unknown_host_is_logged() {
    let service = TestService::start().await;
    for host in ["first.example", "second.example"] {
        let request = reqwest::Client::new().get(&service.url).header("host", host);
        assert_eq!(request.send().await.expect("an answer").status(), 421);
    }
    service.wait_for_log("first.example").await;
    assert!(!service.log().contains("second.example"));
}

#[test]
fn fatal_start_errors_are_json_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.yaml");
    for (text, code) in [("hosts: 7\n", "config-invalid"), ("", "config-invalid")] {
        fs::write(&config, text).expect("written");
        let output = binary(&config).args(["--log-format", "json", "serve"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let last = lines.last().expect("a line");
        assert_eq!((&last["level"], &last["fields"]["code"]), (&"ERROR".into(), &code.into()), "{said}");
    }
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = busy.local_addr().expect("its number");
    let text = format!(
        "synapse: {{server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
         listen: {listen}\ndata_dir: {}\nemail: {{host: 127.0.0.1, port: 9, from: a@example.org}}\n\
         admin: {{email: a@example.org}}\n",
        folder.path().display()
    );
    fs::write(&config, text).expect("written");
    let output = binary(&config).args(["--log-format", "json", "serve"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let last = &lines.last().expect("a line")["fields"];
    assert!(last["error"].as_str().is_some_and(|error| error.contains(&listen.to_string())), "{said}");
    assert!(last["error.sources"][0].as_str().is_some_and(|cause| cause.contains("in use")), "{said}");
    assert!(lines.iter().any(|line| line["fields"]["message"] == "synapse-registration starts"), "{said}");
}
