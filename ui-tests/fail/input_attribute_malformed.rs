use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input] a: u32,
    #[input = 3] b: u32,
    #[input("secret")] c: u32,
    #[input(default = )] d: u32,
    #[input(rename = key)] e: u32,
    #[input(secret = true)] f: u32,
    #[input(default = 1)]
    #[serde(default)]
    g: u32,
) {
    let _ = (a, b, c, d, e, f, g);
}

fn main() {}
