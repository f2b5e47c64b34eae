use mistral_actions::prelude::*;

#[mistral_action(name = "nova", timout = "30s")]
async fn stop(
    /// Name of the server.
    name: String,
    #[input(default = 3, secrte)] times: u32,
) -> String {
    name.repeat(times as usize)
}

#[mistral_action]
async fn start(name: String) -> String {
    name
}

async fn caller(actions: &Actions) -> Result<usize, ActionError> {
    // These lines cause no errors.
    let direct = stop("x".to_owned(), 2).await.len();
    let typed = actions.call(Stop { name: "x".to_owned(), times: 2 }).await?.len();
    let started = actions.call(Start::new("x".to_owned())).await?.len();
    Ok(direct + typed + started)
}

fn main() {}
