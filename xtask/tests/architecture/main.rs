//! The layers of the workspace: dependencies between its crates, imports between the files of each crate, and the one
//! reader of schemas.

mod cycles;
mod dependencies;
mod imports;
mod modules;
mod schemas;
mod tree;
