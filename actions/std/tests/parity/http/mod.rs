//! `std.http` and `std.mistral_http`.

mod environment;
mod requests;
mod responses;
mod targets;

use mistral_actions::prelude::*;

use super::case::{Case, case};

/// Returns a case that may connect to loopback, where the server listens.
fn allowed(action: &'static str, input: Value) -> Case {
    let mut case = case(action, input);
    case.settings = json!({"action_std_http": {"denied_cidrs": []}});
    case
}

fn get(url: impl Into<String>) -> Case {
    allowed("std.http", json!({ "url": url.into() }))
}
