//! `database move`: a service goes on in another database, and back. On PostgreSQL in `--database both` and `postgres`.

use std::{fs, path::Path};

use crate::{
    harness::{TestOptions, TestService},
    support::matrix::eventually,
};

/// Names another database in the config file, with this line.
fn use_database(service: &TestService, line: &str) {
    let text = fs::read_to_string(service.config()).expect("a config file");
    let rest: Vec<&str> = text.lines().filter(|one| !one.starts_with("database:")).collect();
    fs::write(service.config(), format!("{}\n{line}\n", rest.join("\n"))).expect("written");
}

/// Moves everything to `to`, once the killed service has let go of its database.
async fn moves(service: &TestService, arguments: &[&str]) -> String {
    let moved = async || {
        let output = service.command(&[&["database", "move"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || said.contains("is in use"), "{said}");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    eventually("everything is moved", moved).await
}

#[tokio::test]
async fn requests_cards_and_numbers_go_on_in_the_other_database() {
    let mut service = TestService::with(TestOptions { leaves_effects: true, ..TestOptions::default() }).await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    for applicant in [&alice, &bert] {
        applicant.signs_up().await;
    }
    let cards = [service.card(&room, &alice).await, service.card(&room, &bert).await];
    let number = service.show(&bert)["id"].as_i64().expect("a number");
    let file = service.config().with_file_name("moved.sqlite3");
    let path = file.to_str().expect("a path");
    let refused = service.command(&["database", "move", "--to", path]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("is in use"), "{refused:?}");
    assert!(!file.exists(), "nothing was created");
    assert!(service.readiness().await.is_some_and(|(well, _)| well), "the service goes on");

    service.kill();
    let said = moves(&service, &["--to", path]).await;
    assert!(said.contains("registrations") && said.contains("Everything arrived"), "{said}");
    let old = service.command(&["requests", "list"]);
    assert!(String::from_utf8_lossy(&old.stderr).contains("everything in this database was moved to"), "{old:?}");
    use_database(&service, &format!("database: {{path: {path}}}"));
    service.restart().await;
    service.moderators[0].react(&room, &cards[0], "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");

    service.kill();
    back(&service, &file).await;
    service.restart().await;
    service.moderators[0].react(&room, &cards[1], "✅").await;
    bert.receives_mail("is ready").await;
    let carl = service.applicant("carl");
    carl.signs_up().await;
    service.card(&room, &carl).await;
    assert!(service.show(&carl)["id"].as_i64().expect("a number") > number, "numbers go on");
    assert_eq!(service.show(&alice)["state"], "active");
}

/// To the server, if this run has one, with its address in a file.
async fn back(service: &TestService, from: &Path) {
    let line = registration_core::testing::database();
    let Some(url) = line.split('\'').nth(1) else {
        let path = from.with_file_name("back.sqlite3");
        moves(service, &["--to", path.to_str().expect("a path")]).await;
        return use_database(service, &format!("database: {{path: {}}}", path.display()));
    };
    let file = from.with_file_name("address");
    fs::write(&file, format!("{url}\n")).expect("written");
    moves(service, &["--to-file", file.to_str().expect("a path")]).await;
    use_database(service, &format!("database: {{url_file: {}}}", file.display()));
}
