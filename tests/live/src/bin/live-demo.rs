//! Demonstration: a workflow of a real Mistral runs actions of the quickstart, step by step. `cargo xtask demo` builds
//! the quickstart and runs this program.

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

    step("2. RabbitMQ, MariaDB and Mistral start, with the provider that reads the catalog");
    print_indented("the first run installs them, which takes about a minute");
    let stack = Stack::up(
        live.join("demo"),
        &["--provider", &catalog.to_string_lossy()],
    )?;
    let mistral = Mistral::new(&stack)?;
    print_indented(&format!(
        "the API is at {}",
        stack.variable("MISTRAL_API_URL")?
    ));
    for name in names {
        let action = mistral.action(&name)?;
        let input = action["input"].as_str().unwrap_or_default();
        let description = action["description"].as_str().unwrap_or_default();
        let summary = description.lines().next().unwrap_or_default();
        print_indented(&format!("Mistral lists {name} ({input}): {summary}"));
    }

    step("3. quickstart serve --config-file mistral.conf … starts the worker");
    let settings = Settings::new().set("executor", "topic", "mistral_executor");
    let worker = Worker::start(&stack, &quickstart, &settings)?;
    print_indented(&worker.log()?);

    step("4. Mistral's API creates and starts a workflow");
    print_indented(WORKFLOW.trim());
    run_workflow(&mistral, &repository.join("LICENSE"))?;

    step("5. Mistral rejects invalid input before an action runs");
    match mistral.run_action("demo.greet", &json!({"nmae": "Ada", "times": 11}))? {
        Err(refusal) => print_indented(&refusal.to_string()),
        Ok(ran) => {
            return Err(Failure::new(format_args!(
                "Mistral accepted the invalid input: {ran}"
            )));
        }
    }

    step("6. SIGTERM stops the worker after its running actions; then all services stop");
    worker.terminate()
}

/// Writes the catalog to a file; returns its path and the names of its actions.
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
    print_indented(&format!(
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
    let finished = execution.wait()?;
    let output = finished.output()?;
    println!();
    print_indented(&format!(
        "{} after {:.1} s",
        finished.state(),
        start.elapsed().as_secs_f64()
    ));
    for task in execution.tasks()? {
        let count = execution.action_executions(&task.name)?.len();
        print_indented(&format!(
            "task {}: {}, {count} action executions",
            task.name, task.state
        ));
    }
    print_indented(&serde_json::to_string_pretty(&output)?);
    Ok(())
}

fn step(text: &str) {
    println!("\n{text}\n");
}

fn print_indented(text: &str) {
    for line in text.lines() {
        println!("     {line}");
    }
}
