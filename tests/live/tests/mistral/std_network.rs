//! `std.ssh` and `std.email` against real servers.

use live_tests::Result;
use live_tests::serde_json::{Value, json};
use test_servers::Sshd;

use crate::harness::Harness;
use crate::outcomes::run_single_task;
use crate::std_actions::Runner;

/// Commands run on many hosts at once with a password; one failed command fails the task.
pub(crate) fn ssh_runs_on_many_hosts(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let sshd = harness.external.sshd();
    let workflow = "
version: '2.0'
on_many_hosts:
  input: [hosts, username, password, cmd]
  tasks:
    run:
      with-items: host in <% $.hosts %>
      concurrency: 5
      action: std.ssh
      input:
        host: <% $.host %>
        username: <% $.username %>
        password: <% $.password %>
        cmd: <% $.cmd %>
      publish:
        result: <% task().result %>
  output:
    result: <% $.result %>
";
    // Twelve items on three hosts.
    let hosts: Vec<_> = (0..12).map(|n| sshd.host(n % 3 + 1)).collect();
    let input = |cmd: &str| {
        json!({
            "hosts": hosts, "username": sshd.user, "password": Sshd::PASSWORD, "cmd": cmd,
        })
    };
    let where_it_runs = "echo $SSH_CONNECTION | cut -d ' ' -f 3";
    let output = harness.run_workflow("on_many_hosts", workflow, &input(where_it_runs))?;
    let expected: Vec<_> = hosts.iter().map(|host| format!("{host}\n")).collect();
    assert_eq!(output.output()?["result"], json!(expected));

    let on_one = format!("test $({where_it_runs}) != {}", sshd.host(2));
    let execution = harness.mistral.start("on_many_hosts", &input(&on_one))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let mut states: Vec<_> = execution
        .action_executions("run")?
        .into_iter()
        .map(|action| action.state)
        .collect();
    states.sort();
    // Items that wait when one fails still run.
    let expected = [vec!["ERROR"; 4], vec!["SUCCESS"; 8]].concat();
    assert_eq!(states, expected);
    Ok(())
}

/// A message with every option is delivered over STARTTLS with a password; a wrong password fails.
pub(crate) fn email_is_delivered_or_fails(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let smtp = harness.external.smtp();
    let before = smtp.received().len();
    let (state, result) = run_single_task(
        harness,
        "std.email",
        &json!({
            "from_addr": "ada@example.org", "to_addrs": ["eins@example.org", "zwei@example.org"],
            "cc_addrs": ["drei@example.org"], "bcc_addrs": ["vier@example.org"],
            "reply_to": ["antwort@example.org"], "subject": "Grüße 🦀", "body": "Größe\nzählt",
            "html_body": "<b>Größe</b>", "smtp_server": smtp.strict, "smtp_password": "s3cret pass",
        }),
    )?;
    assert_eq!((state.as_str(), result), ("SUCCESS", Value::Null));
    let received = harness.external.mail_after(before);
    let expected = json!([{
        "from": "ada@example.org",
        "recipients": ["drei@example.org", "vier@example.org", "eins@example.org", "zwei@example.org"],
        "headers": {
            "Subject": ["Grüße 🦀"], "From": ["ada@example.org"],
            "To": ["eins@example.org, zwei@example.org"], "Cc": ["drei@example.org"], "Bcc": [],
            "Reply-To": ["antwort@example.org"], "MIME-Version": ["1.0"],
        },
        "type": "multipart/alternative",
        "parts": [["text/plain", "utf-8", "Größe\nzählt"], ["text/html", "utf-8", "<b>Größe</b>"]],
        "encrypted": true,
        "user": "ada@example.org",
    }]);
    assert_eq!(json!(received), expected);

    let (state, result) = run_single_task(
        harness,
        "std.email",
        &json!({
            "from_addr": "ada@example.org", "to_addrs": ["eins@example.org"], "subject": "s", "body": "b",
            "smtp_server": smtp.strict, "smtp_password": "wrong",
        }),
    )?;
    assert_eq!(state, "ERROR");
    let result = result.to_string();
    assert!(
        result.contains("Failed to send an email message"),
        "{result}"
    );
    Ok(())
}
