//! The same calls through mistral-extra's own actions and through ours, against one cloud, results compared field
//! by field.
//!
//! Left out are what the python clients' objects have besides the service's fields (`manager`, `_info`,
//! `_loaded`, …). Deeds that cannot be done twice to the same thing are done by each side to its own, and
//! compared without ids, times and addresses.

mod compare;
mod errors;
mod identity;
mod network;
mod nova;
mod oracle;
mod ours;
mod reads;
mod scene;
mod storage;

pub(crate) use errors::errors;
pub(crate) use identity::identity;
pub(crate) use network::network;
pub(crate) use nova::{made_with, nova};
pub(crate) use ours::Ours;
pub(crate) use reads::reads;
pub(crate) use scene::context;
pub(crate) use storage::{images, volumes};
