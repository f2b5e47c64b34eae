//! Workflows with HTTP, mail and ssh actions.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};
use test_servers::Sshd;

use super::{document, run_to_output, start, task_states};
use crate::harness::Harness;
use crate::std_actions::Runner;

/// One request in three notations.
pub(super) fn http(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let http = harness.external.http();
    let before = http.received().len();
    let site = http.url("/documentation");
    for (document, workflow, input) in [
        (document!("http_full"), "wf", json!({"site": site})),
        (document!("http_simplified"), "wf", json!({"site": site})),
        (
            document!("http_map"),
            "example_workflow",
            json!({"http_request_parameters": {"url": site, "method": "GET"}}),
        ),
    ] {
        assert_eq!(
            run_to_output(harness, document, workflow, &input)?["status"],
            200
        );
    }
    let received = http.received().split_off(before);
    let requests = received
        .iter()
        .map(|request| (&request["method"], &request["target"]));
    let expected = (json!("GET"), json!("/documentation"));
    assert!(requests.eq([(&expected.0, &expected.1); 3]), "{received:?}");
    Ok(())
}

pub(super) fn email(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let smtp = harness.external.smtp();
    let before = smtp.received().len();
    let input = json!({"smtp_server": smtp.strict});
    run_to_output(harness, document!("email"), "wf", &input)?;
    let received = harness.external.mail_after(before);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0]["recipients"], json!(["admin@mywebsite.org"]));
    assert_eq!(
        received[0]["headers"]["Subject"],
        json!(["Hello from Mistral :)"])
    );
    assert_eq!(
        text(&received[0]),
        "Cheers! (:_:)\n-- Thanks, Mistral Team."
    );
    Ok(())
}

pub(super) fn error_email(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let smtp = harness.external.smtp();
    let before = smtp.received().len();
    let (_, action) = document!("error_email.action");
    harness
        .mistral
        .define_actions(&action.replace("SMTP_SERVER", &smtp.strict))?;
    let document = document!("error_email");
    let execution = start(harness, document, "my_workflow", &json!({}), &json!({}))?;
    execution.wait()?.output()?;
    let received = harness.external.mail_after(before);
    assert_eq!(received.len(), 1);
    let named = format!("with your workflow execution {}.", execution.id());
    assert!(text(&received[0]).contains(&named), "{received:?}");
    Ok(())
}

/// The test acts as the web service that adds two numbers asynchronously.
pub(super) fn asynchronous(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let http = harness.external.http();
    let before = http.received().len();
    let input = json!({"service": http.url("/sum")});
    let document = document!("asynchronous");
    let execution = start(harness, document, "my_workflow", &input, &json!({}))?;
    let request = until("the service has received the request", || {
        Ok(http.received().split_off(before).pop())
    })?;
    assert_eq!(request["target"], "/sum?a=1&b=2");
    let header = |name: &str| {
        let headers = request["headers"].as_array().into_iter().flatten();
        let mut found = headers.filter(|header| header[0] == name);
        found
            .next()
            .and_then(|header| header[1].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(header("mistral-workflow-name"), "my_workflow");
    assert_eq!(header("mistral-workflow-execution-id"), execution.id());
    let id = header("mistral-action-execution-id");
    let callback = format!("/v2/action_executions/{id}");
    assert_eq!(header("mistral-callback-url"), callback);
    harness
        .mistral
        .complete(&id, "SUCCESS", &json!({"sum": 3}))?;
    assert_eq!(execution.wait()?.output()?["sum"], 3);
    Ok(())
}

pub(super) fn ssh_data_flow(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let sshd = harness.external.sshd();
    let input = json!({
        "host": sshd.host(1), "username": sshd.user, "password": Sshd::PASSWORD,
    });
    let output = run_to_output(harness, document!("ssh_data_flow"), "my_workflow", &input)?;
    assert_eq!(output["files"], "etc\nusr\n");
    Ok(())
}

pub(super) fn ssh_result_on_error(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let sshd = harness.external.sshd();
    let run = |cmd: &str| {
        let input = json!({
            "host": sshd.host(1), "username": sshd.user, "private_key": sshd.key_text("ed25519"), "cmd": cmd,
        });
        let document = document!("ssh_result_on_error");
        start(harness, document, "wf", &input, &json!({}))
    };
    let good = run("echo done")?;
    assert_eq!(good.wait()?.output()?["stdout"], "done\n");
    assert_eq!(task_states(&good)?["log_completion"], "SUCCESS");

    let bad = run("echo half; exit 3")?;
    assert_eq!(bad.wait()?.state(), "ERROR");
    let expected = json!({
        "execute_command": "SUCCESS", "collect_output": "SUCCESS", "decision_task": "SUCCESS",
        "fail_workflow": "ERROR",
    });
    assert_eq!(task_states(&bad)?, expected);
    let result = bad.task("execute_command")?.result()?;
    assert_eq!(
        (&result["stdout"], &result["exit_code"]),
        (&json!("half\n"), &json!(3))
    );
    Ok(())
}

pub(super) fn upgrade_kernel(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let (sshd, smtp) = (harness.external.sshd(), harness.external.smtp());
    let before = smtp.received().len();
    let hosts = [1, 2, 3].map(|number| sshd.host(number));
    let servers = hosts.clone().map(|host| {
        json!({"addresses": {"private": [
            {"OS-EXT-IPS:type": "fixed", "addr": host},
            {"OS-EXT-IPS:type": "floating", "addr": "192.0.2.1"},
        ]}})
    });
    let input = json!({
        "servers": servers, "username": sshd.user, "private_key_filename": sshd.key("ed25519"),
        "gateway_host": sshd.host(4),
        "email_info": {
            "from_email": "mistral@openstack.org", "to_email": "admin@mysite.org", "smtp_server": smtp.open,
        },
    });
    let output = run_to_output(
        harness,
        document!("upgrade_kernel"),
        "upgrade_kernel",
        &input,
    )?;
    assert_eq!(output["result"], json!(hosts.map(|host| host + "\n")));
    let received = harness.external.mail_after(before);
    assert_eq!(received.len(), 1);
    assert_eq!(text(&received[0]), "Number of updated VMs: 3\n\n-- Thanks");
    Ok(())
}

/// Returns the text of a message without carriage returns and trailing space.
fn text(message: &Value) -> String {
    let text = message["parts"][0][2].as_str().unwrap_or_default();
    text.replace('\r', "").trim_end().to_owned()
}
