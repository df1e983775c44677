//! matrix.to links to rooms and events.

use matrix_sdk::ruma::{EventId, OwnedServerName, RoomId};

/// A link to a room. `server` is in the room: since room version 12, the ID does not say where a client finds it.
#[must_use]
pub fn to_room(room: &RoomId, server: &str) -> String {
    match OwnedServerName::try_from(server) {
        Ok(server) => room.matrix_to_uri_via([server]).to_string(),
        Err(_) => room.matrix_to_uri().to_string(),
    }
}

/// A link to an event of a room; `None` if the ID of the event is not valid.
#[must_use]
pub fn to_event(room: &RoomId, event: &str, server: &str) -> Option<String> {
    let event = EventId::parse(event).ok()?;
    let server = OwnedServerName::try_from(server).ok()?;
    Some(room.matrix_to_event_uri_via(event, [server]).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_say_which_server_knows_the_room() {
        for room in ["!Qwsr-OLza1DpnAEdDSpGsWTVzuRSBUJGFhIx4tFCp0s", "!room:example.org"] {
            let id = RoomId::parse(room).expect("a room ID");
            assert_eq!(to_room(&id, "example.org"), format!("https://matrix.to/#/{room}?via=example.org"));
            let event = "$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg";
            assert_eq!(
                to_event(&id, event, "example.org:8448"),
                Some(format!("https://matrix.to/#/{room}/{event}?via=example.org:8448"))
            );
            assert_eq!(to_event(&id, "no event", "example.org"), None);
        }
    }
}
