//! Actions that are one request of a service each: rows of a table made from the python clients.
//!
//! `table/README.md` tells how the table is made and what its templates mean.

mod action_template;
mod condition;
mod document;
mod evaluate;
mod function;
mod path;
mod render;
mod schema;
#[cfg(test)]
mod tests;
mod value_template;

pub(crate) use action_template::{Microversion, PagingBy, ResultKind, ResultRule, Row};
pub(crate) use document::{Entry, find, name_of_method, names, tables};
pub(crate) use render::{NoRequest, Paging, Rendered, Request, render};
pub(crate) use schema::of as schema_of;
