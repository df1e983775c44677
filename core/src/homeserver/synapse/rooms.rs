//! Rooms: joining users, and reading rooms.

use serde_json::{Value, json};

use super::{Synapse, SynapseError};

#[derive(serde::Deserialize)]
struct RoomId {
    room_id: String,
}

impl Synapse {
    /// Joins a local user to a room. Succeeds if the user is a member.
    pub async fn join_room(&self, room_or_alias: &str, mxid: &str) -> Result<String, SynapseError> {
        let url = self.url(&["_synapse", "admin", "v1", "join", room_or_alias]);
        match self.send::<RoomId>(self.http().post(url).json(&json!({ "user_id": mxid }))).await {
            Ok(body) => Ok(body.room_id),
            Err(error) if error.errcode() == "M_FORBIDDEN" => {
                let room = self.room_id(room_or_alias).await?;
                if self.rooms_of(mxid).await?.contains(&room) { Ok(room) } else { Err(error) }
            }
            Err(error) => Err(error),
        }
    }

    /// Joins a local user to a room where the admin may not invite: a local member with enough power lets the admin
    /// in first.
    pub async fn join_room_by_force(&self, room_or_alias: &str, mxid: &str) -> Result<String, SynapseError> {
        let room = self.room_id(room_or_alias).await?;
        let url = self.url(&["_synapse", "admin", "v1", "rooms", &room, "make_room_admin"]);
        self.send::<Value>(self.http().post(url).json(&json!({}))).await?;
        let url = self.url(&["_matrix", "client", "v3", "join", &room]);
        self.send::<Value>(self.http().post(url).json(&json!({}))).await?;
        self.join_room(&room, mxid).await
    }

    /// The room ID of a room ID or alias.
    pub async fn room_id(&self, room_or_alias: &str) -> Result<String, SynapseError> {
        if !room_or_alias.starts_with('#') {
            return Ok(room_or_alias.to_owned());
        }
        let url = self.url(&["_matrix", "client", "v3", "directory", "room", room_or_alias]);
        self.send::<RoomId>(self.http().get(url)).await.map(|body| body.room_id)
    }

    /// The rooms that a local user has joined.
    pub async fn rooms_of(&self, mxid: &str) -> Result<Vec<String>, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            joined_rooms: Vec<String>,
        }
        let url = self.url(&["_synapse", "admin", "v1", "users", mxid, "joined_rooms"]);
        self.send::<Body>(self.http().get(url)).await.map(|body| body.joined_rooms)
    }

    /// The state events of a room that has a local member.
    pub async fn room_state(&self, room: &str) -> Result<Vec<Value>, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Body {
            state: Vec<Value>,
        }
        let url = self.url(&["_synapse", "admin", "v1", "rooms", room, "state"]);
        self.send::<Body>(self.http().get(url)).await.map(|body| body.state)
    }

    /// The admin API's description of a room: whether it is encrypted, public, and so on.
    pub async fn room(&self, room: &str) -> Result<Option<Value>, SynapseError> {
        match self.send(self.http().get(self.url(&["_synapse", "admin", "v1", "rooms", room]))).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.errcode() == "M_NOT_FOUND" => Ok(None),
            Err(error) => Err(error),
        }
    }
}
