//! The response to a command.

use registration_core::domain::RegistrationId;
use serde::{Deserialize, Serialize};

use super::{pending_action::PendingAction, shown_mark::Shown};
use crate::matrix::format::{Block, FormattedText};

/// The response to a command. It is stored until it has been posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Response {
    /// Whether the command was executed; `None` if it changes nothing.
    pub(crate) done: Option<bool>,
    /// The text.
    pub(crate) blocks: Vec<Block>,
    /// The action that waits for a confirmation.
    pub(crate) ask: Option<PendingAction>,
    /// The requests whose decisions ✖️ on the response undoes.
    #[serde(default)]
    pub(crate) undoable: Vec<RegistrationId>,
    /// The request that the response shows.
    #[serde(default)]
    pub(crate) shown: Option<Shown>,
}

impl Response {
    /// The command was executed.
    pub(super) fn done(line: String) -> Self {
        Self { done: Some(true), ..Self::said(vec![line]) }
    }

    /// The command was not executed, for this reason.
    pub(super) fn refused(line: String) -> Self {
        Self { done: Some(false), ..Self::said(vec![line]) }
    }

    /// The requested information, line by line.
    pub(super) fn said(lines: Vec<String>) -> Self {
        let blocks = lines.into_iter().map(Block::Line).collect();
        Self { done: None, blocks, ask: None, undoable: vec![], shown: None }
    }

    /// Asks for a confirmation before the action.
    pub(super) fn asking(lines: Vec<String>, action: PendingAction) -> Self {
        Self { ask: Some(action), ..Self::said(lines) }
    }

    /// The text as it is sent.
    pub(super) fn text(&self) -> FormattedText {
        FormattedText::from_blocks(&self.blocks)
    }
}
