use std::rc::Rc;

use mistral_actions::prelude::*;

#[mistral_action(name = "test.iterator")]
async fn iterator() -> Box<dyn Iterator<Item = u8>> {
    Box::new(std::iter::empty())
}

#[mistral_action(name = "test.object")]
async fn object() -> Result<Vec<Box<dyn std::fmt::Debug>>, Box<dyn std::error::Error + Send + Sync>> {
    Ok(vec![])
}

#[mistral_action(name = "test.rc")]
async fn rc() -> Result<Rc<str>, ActionError> {
    Ok("".into())
}

#[mistral_action(name = "test.borrowed")]
async fn borrowed(ctx: &SecurityContext) -> Option<&str> {
    ctx.user_name.as_deref()
}

#[mistral_action(name = "test.lifetime")]
async fn lifetime() -> Vec<&str> {
    vec![]
}

#[mistral_action(name = "test.reference")]
async fn reference() -> &str {
    ""
}

#[mistral_action(name = "test.never")]
async fn never() -> ! {
    std::future::pending().await
}

#[mistral_action(name = "test.inferred")]
async fn inferred() -> Vec<_> {
    vec![1]
}

fn main() {}
