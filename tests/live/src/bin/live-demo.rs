//! Actions of the quickstart in a workflow of a real Mistral, step by step. `cargo xtask demo` builds what it
//! needs and runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use live_tests::serde_json::{Value, json};
use live_tests::{Failure, Mistral, Result, Settings, Stack, Worker, serde_json};

const WORKFLOW: &str = r#"
version: '2.0'
welcome:
  input: [names, file]
  tasks:
    greet:
      with-items: name in <% $.names %>
      action: demo.greet name=<% $.name %> greeting="Welcome"
      publish:
        greetings: <% task().result %>
      on-success: count
    count:
      action: demo.word_count path=<% $.file %> min_length=15
      publish:
        words: <% task().result %>
  output:
    greetings: <% $.greetings %>
    words: <% $.words %>
"#;

fn main() -> ExitCode {
    match demo() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn demo() -> Result<()> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    let live = repository.join("target/live");
    std::fs::create_dir_all(&live)?;
    // Cargo puts all binaries into one folder.
    let quickstart = std::env::current_exe()?.with_file_name("quickstart");

    step("1. examples/quickstart prints the catalog of its actions");
    let (catalog, names) = print_catalog(&quickstart, &live)?;

    step("2. RabbitMQ, PostgreSQL and Mistral start, with the provider that reads the catalog");
    say("the first time they are installed, which takes about a minute");
    let stack = Stack::up(
        live.join("demo"),
        &["--provider", &catalog.to_string_lossy()],
    )?;
    let mistral = Mistral::of(&stack)?;
    say(&format!(
        "the API is at {}",
        stack.variable("MISTRAL_API_URL")?
    ));
    for name in names {
        let action = mistral.action(&name)?;
        let input = action["input"].as_str().unwrap_or_default();
        let description = action["description"].as_str().unwrap_or_default();
        let summary = description.lines().next().unwrap_or_default();
        say(&format!("it knows {name} ({input}): {summary}"));
    }

    step("3. the quickstart becomes an executor: quickstart serve --config-file mistral.conf …");
    let settings = Settings::new().set("executor", "topic", "mistral_executor");
    let worker = Worker::start(&stack, &quickstart, &settings)?;
    say(&worker.log()?);

    step("4. a workflow is defined and started through Mistral's API");
    say(WORKFLOW.trim());
    run_workflow(&mistral, &repository.join("LICENSE"))?;

    step("5. a mistake is told before anything runs");
    match mistral.run_action("demo.greet", &json!({"nmae": "Ada", "times": 11}))? {
        Err(refusal) => say(&refusal.to_string()),
        Ok(ran) => return Err(Failure::new(format_args!("the input was accepted: {ran}"))),
    }

    step("6. the executor finishes what it has (SIGTERM), and everything is stopped");
    worker.terminate()
}

/// The file, and the names of the actions in it.
fn print_catalog(binary: &Path, folder: &Path) -> Result<(PathBuf, Vec<String>)> {
    let file = folder.join("demo-catalog.json");
    let status = Command::new(binary)
        .args(["catalog", "--output"])
        .arg(&file)
        .status();
    let status =
        status.map_err(|error| Failure::new(format_args!("{}: {error}", binary.display())))?;
    if !status.success() {
        return Err(Failure::new(format_args!(
            "{} catalog: {status}",
            binary.display()
        )));
    }
    let catalog: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    let actions = catalog["actions"].as_array().into_iter().flatten();
    let names: Vec<_> = actions
        .filter_map(|action| action["name"].as_str())
        .map(str::to_owned)
        .collect();
    say(&format!(
        "quickstart catalog --output {}: {}",
        file.display(),
        names.join(", ")
    ));
    Ok((file, names))
}

fn run_workflow(mistral: &Mistral, file: &Path) -> Result<()> {
    mistral.define_workflows(WORKFLOW)?;
    let start = Instant::now();
    let input = json!({"names": ["Ada", "Grace", "Mary"], "file": file});
    let execution = mistral.start("welcome", &input)?;
    let ended = execution.wait()?;
    let output = ended.output()?;
    println!();
    say(&format!(
        "{} after {:.1} s",
        ended.state(),
        start.elapsed().as_secs_f64()
    ));
    for task in execution.tasks()? {
        let count = execution.action_executions(&task.name)?.len();
        say(&format!(
            "task {}: {}, {count} action executions",
            task.name, task.state
        ));
    }
    say(&serde_json::to_string_pretty(&output)?);
    Ok(())
}

fn step(text: &str) {
    println!("\n{text}\n");
}

fn say(text: &str) {
    for line in text.lines() {
        println!("     {line}");
    }
}
