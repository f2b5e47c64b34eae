//! Actions in one file: inputs, defaults, constraints, errors and tests.
//!
//! ```console
//! $ cargo run -p quickstart -- run demo.greet name=Ada
//! $ cargo run -p quickstart -- show demo.word_count
//! $ cargo run -p quickstart -- run demo.greet name=Ada times=eleven
//! $ cargo run -p quickstart -- run demo.word_count path=LICENSE min_length=16
//! $ cargo test -p quickstart
//! ```
//!
//! Two dependencies are enough for actions with inputs and results of the standard library's types. Custom types
//! also need `serde` and `schemars`: see the example `reuse`.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

/// Greet somebody.
#[mistral_action(name = "demo.greet")]
async fn greet(
    /// Whom to greet.
    name: String,
    #[input(default = 1, range(min = 1, max = 10))] times: u8,
    greeting: Option<String>,
) -> String {
    let greeting = greeting.as_deref().unwrap_or("Hello");
    vec![format!("{greeting}, {name}!"); times.into()].join(" ")
}

/// Count the words of a file.
///
/// Words are separated by white space; punctuation around them is ignored.
#[mistral_action(name = "demo.word_count", tags("text"), timeout = "10s", blocking)]
fn word_count(
    /// Path of the file.
    path: String,
    /// Minimum length of a counted word.
    #[input(default = 1, range(min = 1))]
    min_length: usize,
) -> Result<BTreeMap<String, usize>, ActionError> {
    let text = std::fs::read_to_string(path)?;
    let mut words = BTreeMap::new();
    for word in text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
    {
        if word.chars().count() >= min_length {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    if words.is_empty() {
        Err(format!("no word has {min_length} characters or more"))?;
    }
    Ok(words)
}

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

#[cfg(test)]
mod tests {
    use mistral_actions::prelude::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn greets() {
        ActionTest::new()
            .run("demo.greet", json!({"name": "Ada"}))
            .assert_data("Hello, Ada!");
    }

    #[test]
    fn greets_the_requested_number_of_times() {
        let input = json!({"name": "Ada", "greeting": "Hi", "times": 2});
        ActionTest::new()
            .run("demo.greet", input)
            .assert_data("Hi, Ada! Hi, Ada!");
        ActionTest::new()
            .run("demo.greet", json!({"nmae": "Ada", "times": 11}))
            .assert_invalid(["/name", "/times", "/nmae"]);
    }

    #[test]
    fn counts_words() {
        let input = json!({"path": "src/main.rs", "min_length": 4});
        let count: Value = ActionTest::new().run("demo.word_count", input).data();
        assert!(count["words"].as_u64() > Some(1), "{count}");
        ActionTest::new()
            .run("demo.word_count", json!({"path": "no-such-file"}))
            .assert_error("No such file");
    }

    #[test]
    fn function_can_be_called_directly() {
        assert!(super::word_count("src/main.rs".into(), 1).is_ok());
    }

    #[test]
    fn readme_shows_this_file() {
        let (readme, source) = (include_str!("../../../README.md"), include_str!("main.rs"));
        let first = readme
            .split("```rust\n")
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap();
        for part in first.split("\n\n") {
            assert!(source.contains(part.trim()), "not in the source: {part}");
        }
    }

    /// Returns the commands of a page that run this crate, each with the output that the page shows.
    fn commands_of(page: &'static str) -> Vec<(Vec<&'static str>, String)> {
        const PREFIX: &str = "$ cargo run -q -p quickstart -- ";
        let mut commands: Vec<(Vec<_>, String)> = Vec::new();
        for block in page.split("```console\n").skip(1) {
            let mut lines = block.lines().take_while(|line| !line.starts_with("```"));
            let Some(command) = lines.next().and_then(|line| line.strip_prefix(PREFIX)) else {
                continue;
            };
            let output = lines.flat_map(|line| [line, "\n"]).collect();
            commands.push((command.split(' ').collect(), output));
        }
        commands
    }

    #[test]
    fn documentation_shows_the_output_of_its_commands() {
        let readme = commands_of(include_str!("../../../README.md"));
        let workflows = commands_of(include_str!("../../../docs/workflows.md"));
        assert!(
            readme.len() > 1 && workflows.len() > 2,
            "{readme:?} {workflows:?}"
        );
        for (arguments, expected) in readme.into_iter().chain(workflows) {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let arguments = std::iter::once("quickstart").chain(arguments);
            let arguments: Vec<_> = arguments.collect();
            mistral_executor::app().run_from(&arguments, &mut out, &mut err);
            let output = String::from_utf8([out, err].concat()).unwrap();
            assert_eq!(output, expected, "{arguments:?}");
        }
    }
}
