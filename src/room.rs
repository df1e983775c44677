//! `room`: lists the rooms of the config, and confirms the room that an alias points to.

use anyhow::bail;
use registration_core::{
    Registrations,
    registrations::{NamedRoom, Pin},
};

use crate::{cli::RoomCommand, output::outln, table};

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: RoomCommand) -> anyhow::Result<()> {
    match command {
        RoomCommand::List => {
            let rooms = registrations.operations().named_rooms().await?;
            if rooms.is_empty() {
                outln!("The config names no rooms.");
            } else {
                table::print(["Key", "Named", "Room ID", ""], rooms.into_iter().map(row));
            }
            Ok(())
        }
        RoomCommand::Confirm { room } => {
            let confirmed = registrations.operations().confirm_room(&room).await?;
            if confirmed.is_empty() {
                bail!("no alias in the config points to {room}; `room list` shows where they point");
            }
            for NamedRoom { usage, named, .. } in confirmed {
                outln!("{}: {named} is confirmed to point to {room}.", usage.key());
            }
            outln!("The running service continues within a minute. To retry parked effects: `requests retry --all`.");
            Ok(())
        }
    }
}

fn row(one: NamedRoom) -> [String; 4] {
    let (room, words) = match one.pin {
        Pin::Id(room) => (room, String::new()),
        Pin::New(room) => (room, "not used yet".to_owned()),
        Pin::Same { now, .. } => (now, String::new()),
        Pin::Moved { pinned, now } => (now, format!("NEEDS CONFIRMATION; it pointed to {pinned}")),
        Pin::Missing { pinned: None } => (String::new(), "does not exist".to_owned()),
        Pin::Missing { pinned: Some(pinned) } => (String::new(), format!("does not exist; it pointed to {pinned}")),
    };
    [one.usage.key().to_owned(), one.named, room, words]
}
