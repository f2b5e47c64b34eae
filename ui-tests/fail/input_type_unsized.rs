use mistral_actions::prelude::*;

trait Shape {}

#[mistral_action(name = "test.text")]
async fn text(name: str) -> usize {
    name.len()
}

#[mistral_action(name = "test.slice")]
async fn slice(items: [u8]) -> usize {
    items.len()
}

#[mistral_action(name = "test.object")]
async fn object(shape: dyn Shape) {
    drop(shape);
}

#[mistral_action(name = "test.boxed")]
async fn boxed(shape: Box<dyn Shape>, all: Vec<Box<dyn Shape + Send>>) {
    drop((shape, all));
}

#[mistral_action(name = "test.pointer")]
async fn pointer(address: *const u8) {
    let _ = address;
}

#[mistral_action(name = "test.impl_trait")]
async fn impl_trait(names: Vec<impl ToString>) {
    drop(names);
}

fn main() {}
