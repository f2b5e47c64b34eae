//! The layers of the workspace: dependencies between its crates, and imports between the files of each crate.

mod cycles;
mod dependencies;
mod imports;
mod modules;
mod tree;
