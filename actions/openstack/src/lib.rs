//! OpenStack's services as Mistral actions (`nova.servers_create`, `glance.images_list`, …), with the names, inputs and
//! results of `mistral-extra`, and [`OpenStack`], a client that any action can inject.

mod client;
mod custom;
mod entry;
mod failure;
mod python;
mod python_classes;
mod region;
mod services;
mod table;
mod templated;

pub use client::{IntoPath, OpenStack, OpenStackError, Refusal, Request, Response, Service};
pub use custom::*;
