//! What keeps the service running: health, retention, room pins, request numbers.

mod availability;
mod health;
mod number_marks;
mod retention;
mod room_pins;

pub use availability::Closed;
pub(in crate::registrations) use availability::LastCheck;
pub(in crate::registrations) use health::Health;
pub use health::{Answer, Bot, Status, Work};
pub(in crate::registrations) use number_marks::Numbers;
pub use number_marks::{ACCOUNT_DATA, Marks};
pub use retention::Cleaned;
pub use room_pins::{LAST_EVENT, NamedRoom, Pin, RoomError, RoomUse, how_to_confirm, moved};
