use mistral_actions::prelude::*;

#[mistral_action(name = "nova", timout = "30s")]
fn stop<T>(name: &str, #[input(secrte)] password: String, (a, b): (T, T)) {
    let _ = (name, password, a, b);
}

fn main() {}
