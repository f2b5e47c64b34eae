use mistral_actions::prelude::*;

#[mistral_action(name = "nova.get")]
async fn get() -> Rc {
    Rc(std::marker::PhantomData)
}

#[derive(Serialize, JsonSchema)]
struct Rc(#[serde(skip)] std::marker::PhantomData<*const u32>);

fn main() {}
