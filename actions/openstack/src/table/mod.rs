//! Templates of actions that send one request each. A generator makes them from the Python clients.
//!
//! `table/README.md` describes the format. Nothing is sent here.

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

pub(crate) use action_template::{
    ActionTemplate, Microversion, PagingBy, ResultKind, ResultTemplate,
};
pub(crate) use document::{ListedAction, Table, tables};
pub(crate) use render::{Paging, RenderError, Rendered, Request, render};
pub(crate) use schema::of as schema_of;
