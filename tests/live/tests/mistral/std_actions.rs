//! Mistral's `std.*` actions in Mistral's own executor and in the worker: the same workflows have the same results.

use std::fmt;

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use crate::deployment::Deployment;
use crate::harness::Harness;
use crate::outcomes::run_single_task;

/// The executor that runs the actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// Mistral's own executor alone.
    Python,
    /// Mistral's own executor behind a worker that does not have them.
    Forwarded,
    /// A worker that has them.
    Native,
}

impl Runner {
    pub(crate) const ALL: [Self; 3] = [Self::Python, Self::Forwarded, Self::Native];

    pub(crate) fn prepare(self, harness: &mut Harness) -> Result<()> {
        match self {
            Self::Python => harness.prepare(Deployment::Relayed).map(drop),
            Self::Forwarded => harness.deploy(Deployment::Front),
            Self::Native => harness.deploy_with_std(),
        }
    }
}

impl fmt::Display for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "python",
            Self::Forwarded => "forwarded",
            Self::Native => "native",
        })
    }
}

pub(crate) fn actions_return_results(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let cases = [
        ("std.echo", json!({"output": "Grüße 🦀"}), json!("Grüße 🦀")),
        (
            "std.echo",
            json!({"output": {"a": [1, 2.5, null]}}),
            json!({"a": [1, 2.5, null]}),
        ),
        ("std.noop", json!({}), Value::Null),
        ("std.sleep", json!({"seconds": 0}), Value::Null),
        (
            "std.test_dict",
            json!({"size": 2, "key_prefix": "k", "val": "v"}),
            json!({"k0": "v", "k1": "v"}),
        ),
    ];
    for (action, input, expected) in cases {
        let (state, result) = run_single_task(harness, action, &input)?;
        assert_eq!((state.as_str(), result), ("SUCCESS", expected), "{action}");
    }
    let (state, result) =
        run_single_task(harness, "std.fail", &json!({"error_data": {"code": 7}}))?;
    assert_eq!(state, "ERROR");
    assert_eq!(result, json!({"code": 7}));
    Ok(())
}

pub(crate) fn run_action_returns_result(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let ran = harness
        .mistral
        .run_action("std.echo", &json!({"output": ["ü"]}))??;
    assert_eq!(ran, json!({"state": "SUCCESS", "result": ["ü"]}));
    Ok(())
}

pub(crate) fn http_reports_status_and_errors(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let url = harness.stack.variable("MISTRAL_API_URL")?.to_owned();
    let (state, result) = run_single_task(
        harness,
        "std.http",
        &json!({"url": format!("{url}/actions/std.echo")}),
    )?;
    assert_eq!(state, "SUCCESS", "{result}");
    assert_eq!(result["status"], 200);
    assert_eq!(result["content"]["name"], "std.echo");
    assert_eq!(result["headers"]["Content-Type"], "application/json");
    assert_eq!(result["encoding"], "utf-8");

    let (state, result) = run_single_task(
        harness,
        "std.http",
        &json!({"url": format!("{url}/actions/std.unknown")}),
    )?;
    assert_eq!(state, "ERROR", "{result}");
    assert_eq!(result["status"], 404);

    let input = json!({"url": "http://127.0.0.1:1/"});
    let (state, result) = run_single_task(harness, "std.http", &input)?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("127.0.0.1"), "{result}");
    Ok(())
}

pub(crate) fn http_denies_blocked_addresses(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let input = json!({"url": "http://169.254.169.254/latest/meta-data"});
    let (state, result) = run_single_task(harness, "std.http", &input)?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("blocked address"), "{result}");
    Ok(())
}

/// An ad-hoc action based on `std.http` runs for many items.
pub(crate) fn ad_hoc_http_runs_for_items(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let url = harness.stack.variable("MISTRAL_API_URL")?;
    harness.mistral.define_actions(&format!(
        "
version: '2.0'
get_action:
  base: std.http
  base-input:
    url: {url}/actions/<% $.name %>
  input: [name]
  output:
    name: <% $.content.name %>
    status: <% $.status %>
"
    ))?;
    let workflow = "
version: '2.0'
ask:
  input: [names]
  tasks:
    ask:
      with-items: name in <% $.names %>
      action: get_action name=<% $.name %>
      concurrency: 4
      publish:
        answers: <% task().result %>
  output:
    answers: <% $.answers %>
";
    let names = [
        "std.echo",
        "std.noop",
        "std.fail",
        "std.http",
        "std.ssh",
        "std.email",
    ];
    let finished = harness.run_workflow("ask", workflow, &json!({"names": names}))?;
    let expected = names.map(|name| json!({"name": name, "status": 200}));
    assert_eq!(finished.output()?["answers"], json!(expected));
    Ok(())
}

/// A script runs, and an endless one times out. Mistral's own action needs an interpreter that Mistral does not require.
pub(crate) fn javascript_runs_and_times_out(harness: &mut Harness) -> Result<()> {
    Runner::Native.prepare(harness)?;
    let script = "return $.vms.filter(vm => vm.load > 0.5).map(vm => vm.name)";
    let context = json!({"vms": [{"name": "a", "load": 0.9}, {"name": "b", "load": 0.1}]});
    let (state, result) = run_single_task(
        harness,
        "std.javascript",
        &json!({"script": script, "context": context}),
    )?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!(["a"])));
    let (state, result) =
        run_single_task(harness, "std.js", &json!({"script": "while (true) {}"}))?;
    assert_eq!(state, "ERROR", "{result}");
    // The worker continues.
    let (_, result) = run_single_task(harness, "std.echo", &json!({"output": 1}))?;
    assert_eq!(result, json!(1));
    Ok(())
}

/// Another client delivers the result of the action.
pub(crate) fn async_noop_completes_from_outside(
    harness: &mut Harness,
    runner: Runner,
) -> Result<()> {
    runner.prepare(harness)?;
    let workflow =
        json!({"version": "2.0", "noop": {"tasks": {"noop": {"action": "std.async_noop"}}}});
    harness.mistral.define_workflows(&workflow.to_string())?;
    let execution = harness.mistral.start("noop", &json!({}))?;
    let id = until("the action is running", || {
        let tasks = execution.tasks()?;
        if tasks.is_empty() {
            return Ok(None);
        }
        Ok(execution
            .action_executions("noop")?
            .pop()
            .map(|action| action.id))
    })?;
    harness
        .mistral
        .complete(&id, "SUCCESS", &json!({"from": "outside"}))?;
    assert_eq!(execution.wait()?.state(), "SUCCESS");
    assert_eq!(
        execution.task("noop")?.result()?,
        json!({"from": "outside"})
    );
    Ok(())
}
