//! Actions that are not one request made from a template: several requests, bodies that the python client makes from
//! its arguments, results that it makes from the answers. One module for each service.

mod body;
pub mod cinder;
pub mod glance;
mod input;
pub mod keystone;
pub mod neutron;
pub mod nova;
mod offline;

use crate::failure::{FailsAs, client_error};
use crate::region::in_region;
use crate::services::ClientMethod;
pub use input::{BoolOrText, Given, Id, IdOrNone, OneOrMany};
