//! Actions that are not one request made from a template: several requests, bodies that the python client makes from
//! its arguments, results that it makes from the answers. One module for each service.

pub mod cinder;
mod fails_as;
pub mod glance;
mod input;
pub mod keystone;
pub mod neutron;
mod no_request;
pub mod nova;
mod python;
mod region;

use fails_as::{FailsAs, refused};
pub use input::{BoolOrText, Given, Id, IdOrNone, OneOrMany};
use region::in_region;
