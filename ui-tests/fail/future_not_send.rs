use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop() {
    let counter = std::rc::Rc::new(1);
    std::future::ready(()).await;
    drop(counter);
}

fn main() {}
