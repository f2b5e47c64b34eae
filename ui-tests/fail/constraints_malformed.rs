use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input(range)] a: u32,
    #[input(range(min = MIN))] b: u32,
    #[input(length(least = 1))] c: String,
    #[input(pattern = "(")] d: String,
    #[input(one_of())] e: String,
    #[input(format = "uid")] f: String,
) {
    let _ = (a, b, c, d, e, f);
}

fn main() {}
