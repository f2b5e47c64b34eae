use mistral_actions::prelude::*;
use mistral_actions::Secret;

#[derive(Deserialize, JsonSchema)]
struct Size(u8);

#[mistral_action(name = "test.resize")]
async fn resize(
    #[input(example = Size(1))] size: Size,
    #[input(example)] name: String,
) {
    drop((size.0, name));
}

#[mistral_action(name = "test.create")]
async fn create(
    #[input(example = 300, range(max = 100))] size: u16,
    #[input(example = "a-b", pattern = "^[a-z]+$")] name: String,
    #[input(example = "no", format = "uuid")] id: Option<String>,
    #[input(example = "up", one_of("left", "right"))] side: String,
    #[input(example = "", length(min = 1))] zone: String,
    #[input(example = "sesame", secret)] password: String,
    #[input(example = "sesame")] key: Option<Secret<String>>,
) {
    drop((size, name, id, side, zone, password, key));
}

fn main() {}
