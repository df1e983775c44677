//! The whole system against a real Synapse, real mail servers and a real browser.
#![recursion_limit = "256"] // matrix-sdk needs it
#![expect(clippy::expect_used, reason = "a test that cannot go on should say why, and stop")]

mod account_attacks;
mod account_model_answers;
mod account_protocol;
mod account_questions;
mod applicant;
mod backup;
mod block_command;
mod browser;
mod card_signals;
mod client_address;
mod clock;
mod crashes;
mod encryption;
mod exhaustion;
mod faults_database;
mod faults_mail;
mod faults_synapse;
mod form;
mod harness;
mod harness_selftest;
mod import;
mod languages;
mod letters;
mod limits;
mod misconfigurations;
mod moderators;
mod monitoring;
mod operators;
mod other_client;
mod parked_effects;
mod password_link;
mod pinned_rooms;
mod postfix;
mod power_levels;
mod processes;
mod provisioning;
mod puzzle;
mod questions;
mod races;
mod reminders;
mod room_commands;
mod room_lifecycle;
mod sandboxing;
mod service_process;
mod sign_up;
#[expect(dead_code, reason = "not every helper is used yet")]
mod support;
mod synapse_answers;
mod trace_log;
mod undo;
mod votes;
mod votes_and_replies;
mod welcome;
