use mistral_actions::prelude::*;

#[mistral_action(name = "nova.stop")]
async fn stop(
    #[input(range(min = 1))] name: String,
    #[input(length(max = 5))] times: u32,
    #[input(pattern = "^a")] number: f64,
    #[input(one_of("a", "b"))] list: Vec<String>,
    #[input(format = "uuid")] flag: Option<bool>,
) {
    let _ = (name, times, number, list, flag);
}

fn main() {}
