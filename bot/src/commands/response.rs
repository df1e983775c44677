//! What a command led to, in words.

use serde::{Deserialize, Serialize};

use super::pending_action::PendingAction;
use crate::matrix::format::{Block, FormattedText};

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Whether what was asked is done; `None` where nothing was to be done.
    pub done: Option<bool>,
    /// What there is to say.
    pub blocks: Vec<Block>,
    /// What is done if a moderator says yes to this.
    pub ask: Option<PendingAction>,
}

impl Response {
    /// It is done.
    #[must_use]
    pub fn done(line: String) -> Self {
        Self { done: Some(true), blocks: vec![Block::Line(line)], ask: None }
    }

    /// It is not done, for this reason.
    #[must_use]
    pub fn refused(line: String) -> Self {
        Self { done: Some(false), blocks: vec![Block::Line(line)], ask: None }
    }

    /// What was asked for, line by line.
    #[must_use]
    pub fn said(lines: Vec<String>) -> Self {
        Self { done: None, blocks: lines.into_iter().map(Block::Line).collect(), ask: None }
    }

    /// Whether this is meant so.
    #[must_use]
    pub fn asking(lines: Vec<String>, action: PendingAction) -> Self {
        Self { ask: Some(action), ..Self::said(lines) }
    }

    /// As it is sent.
    #[must_use]
    pub fn words(&self) -> FormattedText {
        FormattedText::from_blocks(&self.blocks)
    }
}
