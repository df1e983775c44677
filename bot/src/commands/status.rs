//! `status`.

use jiff::{SignedDuration, Timestamp};
use registration_core::{
    domain::Lane,
    messages::Language,
    registrations::{Answer as Said, Overview, Pause, Status, Work},
    text,
};

use super::{pause, response::Response};
use crate::{
    active_room::ActiveRoom,
    matrix::format::{clipped, format_span},
    verification,
};

/// Maximum characters of a cause.
const MAX_CAUSE: usize = 200;

/// The health of the service.
pub(super) async fn status(active: &ActiveRoom) -> Response {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    let Overview { status, mail, pause, accounts } = registrations.operations().overview().await;
    let prefix = registrations.config().bot.command_prefix.as_str();
    let mut lines = lines(language, &status, &mail, pause.as_ref(), registrations.clock().now(), prefix);
    if accounts > 0 {
        lines.push(text!(in language, "room-status-accounts", count = accounts));
    }
    lines.extend(verification::device_line(language, &active.room.client()).await);
    Response::said(lines)
}

fn lines(
    language: Language,
    status: &Status,
    mail: &Said,
    pause: Option<&Pause>,
    now: Timestamp,
    prefix: &str,
) -> Vec<String> {
    let ago = |at: Timestamp| format_span(language, now.duration_since(at).max(SignedDuration::ZERO));
    let mut lines = vec![
        text!(in language, "room-status-version", version = status.version, span = ago(status.started_at)),
        part(language, &text!(in language, "room-status-part-database"), &status.database),
        part(language, &text!(in language, "room-status-part-synapse"), &status.synapse),
        part(language, &text!(in language, "room-status-part-mail"), mail),
    ];
    lines.extend(pause.map(|pause| pause::line(language, pause, prefix)));
    if let Some(work) = &status.work {
        lines.push(text!(in language, "room-status-waiting", count = work.pending));
        lines.extend(work.oldest.map(|at| text!(in language, "room-status-oldest", span = ago(at))));
        lines.extend(queues(language, work));
        if work.parked() > 0 {
            lines.push(text!(in language, "room-status-parked", count = work.parked(), prefix = prefix));
        }
    }
    lines
}

fn part(language: Language, name: &str, said: &Said) -> String {
    match said {
        Said::Well(more) if more.is_empty() => text!(in language, "room-status-well", part = name),
        Said::Well(more) => text!(in language, "room-status-well-more", part = name, more = clipped(more, MAX_CAUSE)),
        Said::Ill(finding) => {
            text!(in language, "room-status-ill", part = name, cause = clipped(&finding.cause, MAX_CAUSE))
        }
    }
}

fn queues(language: Language, work: &Work) -> impl Iterator<Item = String> + '_ {
    work.queues.iter().map(move |(lane, queue)| match lane {
        Lane::Mail => text!(in language, "room-status-mail", waiting = queue.waiting, parked = queue.parked),
        Lane::Homeserver => text!(in language, "room-status-synapse", waiting = queue.waiting, parked = queue.parked),
        Lane::Room => text!(in language, "room-status-room", waiting = queue.waiting, parked = queue.parked),
    })
}

#[cfg(test)]
mod tests {
    use registration_core::{
        finding::{Code, Finding, Part},
        registrations::Bot,
        store::QueueSummary,
    };

    use super::*;

    #[test]
    fn status_shows_health_queues_and_pause() {
        let hour = |count: i64| Timestamp::from_second(3600 * count).unwrap();
        let queue = |lane, parked| (lane, QueueSummary { waiting: 2, parked, oldest: None });
        let status = Status {
            version: "1.2.3",
            started_at: hour(0),
            database: Said::Well(String::new()),
            synapse: Said::Well("1.140.0".into()),
            work: Some(Work {
                pending: 2,
                oldest: Some(hour(5)),
                queues: vec![queue(Lane::Mail, 1), queue(Lane::Homeserver, 0), queue(Lane::Room, 0)],
                is_paused: true,
            }),
            bot: Bot::Away,
        };
        let pause = Pause { reason: Some("Too many\nbots.".into()), by: "@mod:example.org".into(), since: hour(9) };
        let ill = |cause: &str| Said::Ill(Finding::new(Part::Mail, Code::ConnectionTimeout, cause));
        let said = lines(Language::english(), &status, &ill("no answer\nin time"), Some(&pause), hour(10), "!reg");
        insta::assert_snapshot!(said.join("\n"), @r"
        Version 1.2.3, running for 10 hours.
        ✅ Database
        ✅ Synapse: 1.140.0
        ❌ Mail server: no answer in time
        ⏸️ New requests are paused by @mod:example.org since January 1, 1970 at 09:00 UTC. Applicants see: “Too many bots.” To resume: !reg resume
        2 pending requests.
        The oldest has been waiting for 5 hours.
        E-mail: 2 queued, 1 failed.
        Synapse: 2 queued, 0 failed.
        Room: 2 queued, 0 failed.
        1 task has failed. Details: !reg parked
        ");
        let dark = Status { database: ill("gone"), work: None, ..status };
        assert!(
            lines(Language::english(), &dark, &Said::Well(String::new()), None, hour(10), "!reg")
                .contains(&"❌ Database: gone".to_owned())
        );
    }
}
