//! The worker: runs actions for a Mistral engine.

mod answer;
mod contexts;
mod drain;
mod heartbeat;
mod id;
mod job;
mod later;
mod log;
mod metrics;
mod moderation;
mod monitoring;
mod peers;
mod request;
mod running;
mod signals;
mod systemd;
mod traces;
mod worker;

pub(crate) use log::{LogHandle, install as install_log};
pub(crate) use moderation::Moderation;
pub(crate) use signals::Signals;
pub(crate) use worker::Worker;
