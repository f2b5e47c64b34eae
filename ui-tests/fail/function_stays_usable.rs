use mistral_actions::prelude::*;

#[mistral_action(name = "nova", timout = "30s")]
async fn stop(
    /// Name of the server.
    name: String,
    #[input(default = 3)] times: u32,
) -> String {
    name.repeat(times as usize)
}

async fn caller() -> usize {
    // this line should not produce any errors
    stop("x".to_owned(), 2).await.len()
}

fn main() {}
