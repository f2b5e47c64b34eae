//! Three hundred actions of every kind: none adds a warning, in no edition. Clippy checks this target; a run counts
//! the actions.
#![deny(warnings, clippy::pedantic)]
#![allow(
    unreachable_pub,
    reason = "a binary exports nothing, and some actions are `pub`"
)]

include!(concat!(env!("OUT_DIR"), "/many.rs"));

fn main() {
    const { assert!(COUNT >= 300) };
    let registry = mistral_actions::Registry::linked().expect("the names are unique");
    let many = registry
        .iter()
        .filter(|action| action.name().starts_with("many"));
    assert_eq!(many.count(), COUNT);
}
