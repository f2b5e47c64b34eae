//! OpenStack's services as Mistral actions: `nova.*`, `cinder.*`, `glance.*`, `neutron.*` and `keystone.*`, with the
//! names, inputs and results that workflows written for `mistral-extra` use.

mod by_hand;
mod client;
mod entry;
mod failure;
mod namespace;
mod python;
mod region;
mod rows;
mod table;

pub use by_hand::{
    BoolOrText, Given, Id, IdOrNone, OneOrMany, cinder, glance, keystone, neutron, nova,
};
pub use client::{IntoPath, OpenStack, OpenStackError, Refusal, Request, Response, Service};
