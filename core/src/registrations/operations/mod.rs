//! What keeps the service running: health, retention, room pins, numbering, retries.

mod availability;
mod broken_room;
pub(in crate::registrations) mod closed;
mod health;
mod key_check;
mod leftovers;
pub(in crate::registrations) mod number_marks;
mod numbering;
mod outages;
mod outbox;
mod overview;
mod reload;
mod retention;
mod room_pins;
mod roster;
pub(in crate::registrations) mod status;

pub use closed::Closed;
pub use leftovers::{Leftover, LeftoverError};
pub use number_marks::{ACCOUNT_DATA, Marks};
pub use outbox::DropError;
pub use overview::{Overview, Running};
pub use reload::ReloadError;
pub use retention::Cleaned;
pub use room_pins::{NamedRoom, Pin, RoomError, RoomUse, how_to_confirm, moved};
pub use roster::UnfitModerator;
pub use status::{Answer, Bot, Status, Work};
