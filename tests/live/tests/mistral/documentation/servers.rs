//! Workflows whose actions talk to somebody: HTTP, mail, ssh.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};
use test_servers::Sshd;

use super::{document, output, start, states};
use crate::bed::Bed;
use crate::std_actions::Runner;

/// One request, written down in three ways.
pub(super) fn http(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let http = bed.neighbours.http();
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
        assert_eq!(output(bed, document, workflow, &input)?["status"], 200);
    }
    let received = http.received().split_off(before);
    let asked = received
        .iter()
        .map(|request| (&request["method"], &request["target"]));
    let expected = (json!("GET"), json!("/documentation"));
    assert!(asked.eq([(&expected.0, &expected.1); 3]), "{received:?}");
    Ok(())
}

pub(super) fn email(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let smtp = bed.neighbours.smtp();
    let before = smtp.received().len();
    let input = json!({"smtp_server": smtp.strict});
    output(bed, document!("email"), "wf", &input)?;
    let received = bed.neighbours.mail_after(before);
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

pub(super) fn error_email(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let smtp = bed.neighbours.smtp();
    let before = smtp.received().len();
    let (_, action) = document!("error_email.action");
    bed.mistral
        .define_actions(&action.replace("SMTP_SERVER", &smtp.strict))?;
    let document = document!("error_email");
    let execution = start(bed, document, "my_workflow", &json!({}), &json!({}))?;
    execution.wait()?.output()?;
    let received = bed.neighbours.mail_after(before);
    assert_eq!(received.len(), 1);
    let named = format!("with your workflow execution {}.", execution.id());
    assert!(text(&received[0]).contains(&named), "{received:?}");
    Ok(())
}

/// The test is the web service that adds two numbers, later.
pub(super) fn asynchronous(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let http = bed.neighbours.http();
    let before = http.received().len();
    let input = json!({"service": http.url("/sum")});
    let document = document!("asynchronous");
    let execution = start(bed, document, "my_workflow", &input, &json!({}))?;
    let request = until("the service is asked", || {
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
    bed.mistral.complete(&id, "SUCCESS", &json!({"sum": 3}))?;
    assert_eq!(execution.wait()?.output()?["sum"], 3);
    Ok(())
}

pub(super) fn ssh_data_flow(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let sshd = bed.neighbours.sshd();
    let input = json!({
        "host": sshd.host(1), "username": sshd.user, "password": Sshd::PASSWORD,
    });
    let output = output(bed, document!("ssh_data_flow"), "my_workflow", &input)?;
    assert_eq!(output["files"], "etc\nusr\n");
    Ok(())
}

pub(super) fn ssh_result_on_error(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let sshd = bed.neighbours.sshd();
    let run = |cmd: &str| {
        let input = json!({
            "host": sshd.host(1), "username": sshd.user, "private_key": sshd.key_text("ed25519"), "cmd": cmd,
        });
        let document = document!("ssh_result_on_error");
        start(bed, document, "wf", &input, &json!({}))
    };
    let good = run("echo done")?;
    assert_eq!(good.wait()?.output()?["stdout"], "done\n");
    assert_eq!(states(&good)?["log_completion"], "SUCCESS");

    let bad = run("echo half; exit 3")?;
    assert_eq!(bad.wait()?.state(), "ERROR");
    let expected = json!({
        "execute_command": "SUCCESS", "collect_output": "SUCCESS", "decision_task": "SUCCESS",
        "fail_workflow": "ERROR",
    });
    assert_eq!(states(&bad)?, expected);
    let result = bad.task("execute_command")?.result()?;
    assert_eq!(
        (&result["stdout"], &result["exit_code"]),
        (&json!("half\n"), &json!(3))
    );
    Ok(())
}

pub(super) fn upgrade_kernel(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let (sshd, smtp) = (bed.neighbours.sshd(), bed.neighbours.smtp());
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
    let output = output(bed, document!("upgrade_kernel"), "upgrade_kernel", &input)?;
    assert_eq!(output["said"], json!(hosts.map(|host| host + "\n")));
    let received = bed.neighbours.mail_after(before);
    assert_eq!(received.len(), 1);
    assert_eq!(text(&received[0]), "Number of updated VMs: 3\n\n-- Thanks");
    Ok(())
}

/// The text of a message, however its lines end.
fn text(message: &Value) -> String {
    let text = message["parts"][0][2].as_str().unwrap_or_default();
    text.replace('\r', "").trim_end().to_owned()
}
