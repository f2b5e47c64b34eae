//! Actions for OpenStack Mistral.

use mistral_actions::prelude::*;

/// A greeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Greeting {
    /// The text.
    pub text: String,
    /// Number of characters of the text.
    pub length: usize,
}

/// Greet somebody.
///
/// # Errors
///
/// If the name contains a line break.
#[mistral_action(name = "{{crate_name}}.greet")]
pub async fn greet(
    /// Whom to greet.
    #[input(length(min = 1))]
    name: String,
    /// How many times.
    #[input(default = 1, range(min = 1, max = 10))]
    times: u8,
) -> Result<Greeting, ActionError> {
    if name.contains('\n') {
        Err("the name contains a line break")?;
    }
    let text = vec![format!("Hello, {name}!"); times.into()].join(" ");
    let length = text.chars().count();
    Ok(Greeting { text, length })
}
