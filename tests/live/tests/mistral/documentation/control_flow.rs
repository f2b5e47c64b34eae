//! Control flow: conditions, policies, joins and engine commands.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::{document, run_to_output, start, task_states};
use crate::harness::Harness;
use crate::std_actions::Runner;

pub(super) fn policies(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let run = |input| start(harness, document!("policies"), "wf", &input, &json!({}));
    // Both run at once, because they wait most of the time.
    let (good, bad) = (
        run(json!({"some_value": 4}))?,
        run(json!({"some_value": 3}))?,
    );
    for execution in [&good, &bad] {
        execution.wait_paused()?;
        execution.resume()?;
    }
    assert_eq!(good.wait()?.state(), "SUCCESS");
    assert_eq!(bad.wait()?.state(), "ERROR");
    // The action succeeds, and `break-on` ends the retry.
    assert_eq!(bad.action_executions("my_task")?.len(), 1);
    Ok(())
}

pub(super) fn retry_on_a_line(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    for (value, runs) in [("foo", 3), ("bar", 1)] {
        let input = json!({"foo": value});
        let execution = start(
            harness,
            document!("retry_on_a_line"),
            "wf",
            &input,
            &json!({}),
        )?;
        assert_eq!(execution.wait()?.state(), "ERROR");
        assert_eq!(execution.action_executions("task1")?.len(), runs, "{value}");
    }
    Ok(())
}

pub(super) fn fail(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let execution = start(harness, document!("fail"), "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let result = execution.task("manual_fail")?.result()?.to_string();
    assert!(
        result.contains("Fail action expected exception."),
        "{result}"
    );

    let document = document!("fail_with_data");
    let execution = start(harness, document, "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let data = execution.task("manual_fail")?.result()?;
    assert_eq!(data, json!({"x": 1, "y": 2}));
    Ok(())
}

pub(super) fn engine_commands(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let run = |action: &str| {
        let input = json!({"action": action});
        start(
            harness,
            document!("engine_commands"),
            "wf",
            &input,
            &json!({}),
        )
    };
    let failing = run("std.fail")?;
    assert_eq!(failing.wait()?.state(), "ERROR");
    let ran = task_states(&failing)?;
    let names: Vec<_> = ran
        .as_object()
        .expect("an object of states")
        .keys()
        .collect();
    assert_eq!(names, ["taskA", "taskB"]);

    let pausing = run("std.noop")?;
    pausing.wait_paused()?;
    let has_task = |states: Value, task: &str| states.get(task).is_some();
    assert!(has_task(task_states(&pausing)?, "taskD"));
    assert!(!has_task(task_states(&pausing)?, "taskE"));
    pausing.resume()?;
    assert_eq!(pausing.wait()?.state(), "SUCCESS");
    let expected = json!({"taskA": "SUCCESS", "taskD": "SUCCESS", "taskE": "SUCCESS"});
    assert_eq!(task_states(&pausing)?, expected);
    Ok(())
}

pub(super) fn engine_command_fail(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let document = document!("engine_command_fail");
    let input = json!({"vm_name": "one"});
    let execution = start(harness, document, "send_error_mail", &input, &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    assert_eq!(
        task_states(&execution)?,
        json!({"create_server": "SUCCESS"})
    );
    Ok(())
}

pub(super) fn direct(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    define_send_email(harness)?;
    let before = harness.external.smtp().received().len();
    let workflow = "create_vm_and_send_email";
    let input = json!({"vm_name": "one", "image_id": "cirros"});
    let output = run_to_output(harness, document!("direct"), workflow, &input)?;
    assert_eq!(output["result"], "id of one");
    let input = json!({"vm_name": "one", "image_id": null});
    let execution = start(harness, document!("direct"), workflow, &input, &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let expected = json!({"create_vm": "ERROR", "send_error_email": "SUCCESS"});
    assert_eq!(task_states(&execution)?, expected);
    let expected = [
        "Vm is successfully created and its id id of one",
        "Failed to create a VM",
    ];
    assert_eq!(bodies(harness, before), expected);
    Ok(())
}

pub(super) fn reverse(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    define_send_email(harness)?;
    let before = harness.external.smtp().received().len();
    let execution = start(
        harness,
        document!("reverse"),
        "create_vm_and_send_email",
        &json!({"vm_name": "one"}),
        &json!({"task_name": "send_email"}),
    )?;
    assert_eq!(execution.wait()?.output()?["result"], "id of one");
    assert_eq!(
        bodies(harness, before),
        ["Vm is created and id id of one and ip address 192.0.2.1"]
    );
    Ok(())
}

pub(super) fn join(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    define_send_email(harness)?;
    let before = harness.external.smtp().received().len();
    let execution = start(harness, document!("join"), "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "SUCCESS");
    assert_eq!(
        task_states(&execution)?,
        json!({
            "register_vm_in_load_balancer": "SUCCESS", "register_vm_in_dns": "SUCCESS",
            "try_to_do_something_without_registration": "ERROR",
            "wait_for_all_registrations": "SUCCESS", "wait_for_two_registrations": "SUCCESS",
        })
    );
    let mut bodies = bodies(harness, before);
    bodies.sort();
    assert_eq!(bodies, ["all are registered", "two are registered"]);
    Ok(())
}

/// Defines the ad-hoc action with which the documented workflows send mail.
fn define_send_email(harness: &Harness) -> Result<()> {
    let (_, action) = document!("send_email.action");
    let server = &harness.external.smtp().open;
    harness
        .mistral
        .define_actions(&action.replace("SMTP_SERVER", server))
}

/// Returns the texts of the messages after the first `before`.
fn bodies(harness: &Harness, before: usize) -> Vec<String> {
    let received = harness.external.mail_after(before);
    let texts = received
        .iter()
        .filter_map(|message| message["parts"][0][2].as_str());
    texts.map(|text| text.trim_end().to_owned()).collect()
}
