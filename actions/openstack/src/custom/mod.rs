//! Custom actions, one module per service: actions that a template cannot express, because they send several requests
//! or because the Python client computes their body or result.

mod body;
pub mod cinder;
pub mod glance;
mod input;
pub mod keystone;
pub mod neutron;
pub mod nova;
mod offline;

use crate::failure::{FailsAs, client_error};
pub use crate::region::RegionInput;
use crate::services::ClientMethod;
pub use input::{BoolOrText, Id, IdOrNone, MaybeUndefined, OneOrMany};
