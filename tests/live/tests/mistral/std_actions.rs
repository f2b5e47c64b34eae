//! Mistral's `std.*` actions, run by Mistral's own executor and by ours: the same workflows end the same way.

use std::fmt;

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::outcomes::run_one;

/// Who runs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// Mistral's own executor, without any of ours.
    Python,
    /// Mistral's own executor, behind one of ours that does not have them.
    Forwarded,
    /// A worker of ours that has them.
    Native,
}

impl Runner {
    pub(crate) const ALL: [Self; 3] = [Self::Python, Self::Forwarded, Self::Native];

    pub(crate) fn prepare(self, bed: &mut Bed) -> Result<()> {
        match self {
            Self::Python => bed.prepare(Deployment::Beside).map(drop),
            Self::Forwarded => bed.deploy(Deployment::Front),
            Self::Native => bed.deploy_with_std(),
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

pub(crate) fn results(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
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
        let (state, result) = run_one(bed, action, &input)?;
        assert_eq!((state.as_str(), result), ("SUCCESS", expected), "{action}");
    }
    let (state, result) = run_one(bed, "std.fail", &json!({"error_data": {"code": 7}}))?;
    assert_eq!(state, "ERROR");
    assert_eq!(result, json!({"code": 7}));
    Ok(())
}

pub(crate) fn run_action(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let said = bed
        .mistral
        .run_action("std.echo", &json!({"output": ["ü"]}))??;
    assert_eq!(said, json!({"state": "SUCCESS", "result": ["ü"]}));
    Ok(())
}

pub(crate) fn http(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let url = bed.stack.variable("MISTRAL_API_URL")?.to_owned();
    let (state, result) = run_one(
        bed,
        "std.http",
        &json!({"url": format!("{url}/actions/std.echo")}),
    )?;
    assert_eq!(state, "SUCCESS", "{result}");
    assert_eq!(result["status"], 200);
    assert_eq!(result["content"]["name"], "std.echo");
    assert_eq!(result["headers"]["Content-Type"], "application/json");
    assert_eq!(result["encoding"], "utf-8");

    let (state, result) = run_one(
        bed,
        "std.http",
        &json!({"url": format!("{url}/actions/std.nobody")}),
    )?;
    assert_eq!(state, "ERROR", "{result}");
    assert_eq!(result["status"], 404);

    for (url, expected) in [
        ("http://127.0.0.1:1/", "127.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "blocked address"),
    ] {
        let (state, result) = run_one(bed, "std.http", &json!({"url": url}))?;
        assert_eq!(state, "ERROR", "{url}");
        assert!(result.to_string().contains(expected), "{result}");
    }
    Ok(())
}

/// An action of a user's own over `std.http`, once and for many items.
pub(crate) fn ad_hoc_http(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let url = bed.stack.variable("MISTRAL_API_URL")?;
    bed.mistral.define_actions(&format!(
        "
version: '2.0'
action_of_mistral:
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
      action: action_of_mistral name=<% $.name %>
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
    let ended = bed.run_workflow("ask", workflow, &json!({"names": names}))?;
    let expected = names.map(|name| json!({"name": name, "status": 200}));
    assert_eq!(ended.output()?["answers"], json!(expected));
    Ok(())
}

/// A script; Mistral's own needs an interpreter that is not among what it requires.
pub(crate) fn javascript(bed: &mut Bed) -> Result<()> {
    Runner::Native.prepare(bed)?;
    let script = "return $.vms.filter(vm => vm.load > 0.5).map(vm => vm.name)";
    let context = json!({"vms": [{"name": "a", "load": 0.9}, {"name": "b", "load": 0.1}]});
    let (state, result) = run_one(
        bed,
        "std.javascript",
        &json!({"script": script, "context": context}),
    )?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!(["a"])));
    let (state, result) = run_one(bed, "std.js", &json!({"script": "while (true) {}"}))?;
    assert_eq!(state, "ERROR", "{result}");
    // The executor goes on.
    let (_, result) = run_one(bed, "std.echo", &json!({"output": 1}))?;
    assert_eq!(result, json!(1));
    Ok(())
}

/// An action whose result somebody else delivers.
pub(crate) fn async_noop(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let workflow =
        json!({"version": "2.0", "noop": {"tasks": {"noop": {"action": "std.async_noop"}}}});
    bed.mistral.define_workflows(&workflow.to_string())?;
    let execution = bed.mistral.start("noop", &json!({}))?;
    let id = until("the action runs", || {
        let tasks = execution.tasks()?;
        if tasks.is_empty() {
            return Ok(None);
        }
        Ok(execution
            .action_executions("noop")?
            .pop()
            .map(|action| action.id))
    })?;
    bed.mistral
        .complete(&id, "SUCCESS", &json!({"from": "outside"}))?;
    assert_eq!(execution.wait()?.state(), "SUCCESS");
    assert_eq!(
        execution.task("noop")?.result()?,
        json!({"from": "outside"})
    );
    Ok(())
}
