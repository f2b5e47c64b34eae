//! The layers of the workspace: dependencies between its crates, imports between the files of each crate, the one
//! reader of schemas, and the one user of the AMQP client.

mod cycles;
mod dependencies;
mod imports;
mod modules;
mod schemas;
mod transport;
mod tree;
