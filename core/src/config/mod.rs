//! The config file: one struct per section. A value that is loaded is valid.

mod bot;
mod folder;
mod issue;
mod language;
mod links;
mod load;
mod mail;
mod matrix;
mod moderation;
mod pages;
mod proof;
mod questions;
mod raw;
mod registration;
mod resolved;
mod secrets;
mod synapse;
mod template;
mod values;
mod warnings;
mod yaml;

pub use bot::{AdminRoomConfig, BotConfig, MatrixNotifications, WelcomeConfig};
pub use load::ConfigError;
pub use mail::{EmailConfig, MailTls, Mailboxes};
pub use matrix::user_id;
pub use moderation::{ModerationConfig, QuietHours, Reactions, ShowAddress};
pub use pages::{LegalDocument, PagesConfig, WebUrl};
pub use proof::{ProofOfWork, WithoutJavascript};
pub use registration::{AccountCreation, RateLimit, RegistrationConfig, Retention};
pub use resolved::{AdminConfig, Config, DatabaseConfig};
pub use secrets::SecretFile;
pub use synapse::{SynapseConfig, VerifyCert};
pub use template::{Field, Template};
pub use values::TrustedProxies;
pub use warnings::Warning;
