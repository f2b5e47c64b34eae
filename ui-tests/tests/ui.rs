//! Each file in `fail/` has one kind of mistake; its `.stderr` pins the whole compiler output. Files in `pass/`
//! must compile without a warning; their assertions run.
//!
//! After a change, `cargo xtask bless` rewrites the messages: read them as an author would.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
