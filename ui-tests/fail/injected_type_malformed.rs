use std::cell::RefCell;
use std::rc::Rc;

use mistral_actions::prelude::*;

trait Clock: Send + Sync {}

#[mistral_action(name = "test.clock")]
async fn clock(clock: &State<dyn Clock>) {
    let _ = clock;
}

#[mistral_action(name = "test.bare_clock")]
async fn bare_clock(clock: &dyn Clock) {
    let _ = clock;
}

#[mistral_action(name = "test.twice")]
async fn twice(ctx: &&SecurityContext) {
    let _ = ctx;
}

#[mistral_action(name = "test.unsized")]
async fn unsized_state(text: &State<str>, items: &State<[u8]>) {
    let _ = (text, items);
}

#[mistral_action(name = "test.unshared")]
async fn unshared(counter: &State<Rc<u8>>, cell: &State<RefCell<Vec<u8>>>) {
    let _ = (counter, cell);
}

fn main() {}
