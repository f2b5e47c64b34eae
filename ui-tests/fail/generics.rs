use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop<'a, T, const N: usize>(ctx: &'a SecurityContext, name: T, action: impl Into<String>) -> impl Into<String>
where
    T: Send,
{
    let _ = (ctx, name, action, N);
    "done"
}

fn main() {}
