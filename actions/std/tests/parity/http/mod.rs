//! `std.http` and `std.mistral_http`.

mod requests;
mod responses;
mod ways;

use mistral_actions::prelude::*;

use super::case::{Case, case};

/// A case that may reach loopback, where the server is.
fn allowed(action: &'static str, input: Value) -> Case {
    let mut case = case(action, input);
    case.settings = json!({"action_std_http": {"denied_cidrs": []}});
    case
}

fn get(url: impl Into<String>) -> Case {
    allowed("std.http", json!({ "url": url.into() }))
}
