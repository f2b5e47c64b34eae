use mistral_actions::prelude::*;

#[mistral_action(name = "test.value", asynchronous)]
async fn value(handle: &ResultHandle) -> u8 {
    let _ = handle;
    1
}

#[mistral_action(name = "test.fallible", asynchronous)]
async fn fallible(handle: &ResultHandle) -> Result<String, ActionError> {
    let _ = handle;
    Ok(String::new())
}

#[mistral_action(name = "test.without_handle", asynchronous)]
async fn without_handle(ctx: &SecurityContext, progress: &Progress) {
    let _ = (ctx, progress);
}

#[mistral_action(name = "test.without_anything", asynchronous)]
async fn without_anything() {}

#[mistral_action(name = "test.synchronous")]
async fn synchronous(handle: &ResultHandle) {
    let _ = handle;
}

#[mistral_action(name = "test.right", asynchronous)]
async fn right(execution: &ExecutionContext) -> Result<(), ActionError> {
    let _ = execution;
    Ok(())
}

fn main() {}
