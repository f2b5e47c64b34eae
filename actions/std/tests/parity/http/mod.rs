//! `std.http` and `std.mistral_http`.

mod environment;
mod requests;
mod responses;
mod targets;

use libtest_mimic::Trial;
use mistral_actions::prelude::*;

use super::case::{Case, case};

/// Returns the tests of the modules.
pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = environment::tests();
    tests.extend(requests::tests());
    tests.extend(responses::tests());
    tests.extend(targets::tests());
    tests
}

/// Returns a case that may connect to loopback, where the server listens.
fn allowed(action: &'static str, input: Value) -> Case {
    let mut case = case(action, input);
    case.settings = json!({"action_std_http": {"denied_cidrs": []}});
    case
}

fn get(url: impl Into<String>) -> Case {
    allowed("std.http", json!({ "url": url.into() }))
}
