//! One mistake per file in `fail/`, named by the mistake, with the whole message pinned. What is in
//! `pass/` must compile without a warning, and asserts something when it runs.
//!
//! After a change, `cargo xtask bless` writes the messages anew: read them as an author would.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
