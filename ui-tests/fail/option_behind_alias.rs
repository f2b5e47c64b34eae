use mistral_actions::prelude::*;

type Maybe = Option<String>;

mod types {
    pub(crate) type Perhaps<T> = Option<T>;
}

#[mistral_action(name = "nova.get")]
async fn get(
    name: Maybe,
    flavor: types::Perhaps<u8>,
    #[input(default)] with_default: Maybe,
    spelled_out: Option<types::Perhaps<u8>>,
) {
    drop((name, flavor, with_default, spelled_out));
}

fn main() {}
