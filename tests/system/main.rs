//! The whole system against a real Synapse, real mail servers and a real browser.
#![recursion_limit = "256"] // matrix-sdk needs it
#![expect(clippy::expect_used, reason = "a test that cannot go on should say why, and stop")]

mod account_protocol;
mod account_questions;
mod backup;
mod browser;
mod client_address;
mod clock;
mod confined;
mod crashes;
mod desk_cards;
mod desk_rules;
mod encryption;
mod exhaustion;
mod faults_database;
mod faults_mail;
mod faults_synapse;
mod fixtures;
mod form;
mod import;
mod letters;
mod limits;
mod moderators;
mod newcomer;
mod operators;
mod other_client;
mod password_link;
mod pinned_rooms;
mod postfix;
mod powers;
mod processes;
mod provisioning;
mod puzzle;
mod races;
mod reminders;
mod room_commands;
mod room_life;
mod service;
mod sign_up;
#[expect(dead_code, reason = "the stories that need the rest are still to be written")]
mod support;
mod synapse_answers;
mod town;
mod trace_log;
mod trouble;
mod votes_and_words;
mod welcome;
