//! Actions that are not one request made from a template: several requests, bodies that the python client makes from
//! its arguments, results that it makes from the answers. One module for each service.

pub mod cinder;
pub mod glance;
mod input;
pub mod keystone;
pub mod neutron;
mod no_request;
pub mod nova;
mod python;

use crate::failure::{FailsAs, refused};
use crate::region::in_region;
pub use input::{BoolOrText, Given, Id, IdOrNone, OneOrMany};
