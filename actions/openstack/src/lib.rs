//! OpenStack's services as Mistral actions: `nova.*`, `cinder.*`, `glance.*`, `neutron.*` and `keystone.*`, with the
//! names, inputs and results that workflows written for `mistral-extra` use.

mod client;
mod custom;
mod entry;
mod failure;
mod namespace;
mod python;
mod python_classes;
mod region;
mod table;
mod templated;

pub use client::{IntoPath, OpenStack, OpenStackError, Refusal, Request, Response, Service};
pub use custom::{
    BoolOrText, Given, Id, IdOrNone, OneOrMany, cinder, glance, keystone, neutron, nova,
};
