//! The worker: runs the actions of a binary for an [OpenStack Mistral](https://docs.openstack.org/mistral/) engine.
//!
//! The command `serve` of `mistral-executor` is a thin layer over this crate: [`serve`] runs until a signal stops it,
//! [`check`] tries the files, the brokers and Mistral's API, [`show_config`] prints the configuration, and
//! [`sample_config`] documents it.
//! `docs/operating.md` is the manual for operators.
//!
//! | module | responsibility |
//! | --- | --- |
//! | `config` | `mistral.conf`, read as oslo.config reads it |
//! | `transport` | RabbitMQ: connections, queues, publishing, consuming, parking |
//! | `job` | one delivery, from its arrival to its acknowledgement |
//! | `log`, `metrics`, `audit`, `traces`, `systemd` | the operator's view of the worker |
//! | `mistral_api` | Mistral's REST API, set up from `mistral.conf` |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod audit;
mod check;
mod config;
mod env;
mod error;
mod job;
mod log;
mod metrics;
mod mistral_api;
mod permissions;
mod run;
mod sample_config;
mod serve;
mod show_config;
mod signals;
#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
mod systemd;
mod traces;
mod transport;
mod wakeup_throttle;
mod watched;
mod worker;

pub use check::{CheckReporter, Checked, check};
pub use config::{ConfigLocation, ConfigPath, options, permissions};
pub use error::WorkerError;
pub use mistral_api::api_sink_from_config_files;
pub use mistral_cloud::mistral::ApiSink;
pub use permissions::Permissions;
pub use sample_config::sample_config;
pub use serve::{ServedActions, serve};
pub use show_config::{ShownConfig, show_config};
