//! Every way to declare a secret, through every channel. The output of each is searched for the values.

#![allow(clippy::format_push_string, reason = "the texts are searched once")]

mod calls;
mod cases;
mod defaults;
mod delivered;
mod logs;
mod samples;
mod shown;
