//! Which tasks run, when, and how the workflow ends.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::{document, output, start, states};
use crate::bed::Bed;
use crate::std_actions::Runner;

pub(super) fn policies(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let run = |input| start(bed, document!("policies"), "wf", &input, &json!({}));
    // Both at once: what takes time is waiting.
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
    // The action succeeds, and the retry is broken off.
    assert_eq!(bad.action_executions("my_task")?.len(), 1);
    Ok(())
}

pub(super) fn retry_on_a_line(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    for (value, runs) in [("foo", 3), ("bar", 1)] {
        let input = json!({"foo": value});
        let execution = start(bed, document!("retry_on_a_line"), "wf", &input, &json!({}))?;
        assert_eq!(execution.wait()?.state(), "ERROR");
        assert_eq!(execution.action_executions("task1")?.len(), runs, "{value}");
    }
    Ok(())
}

pub(super) fn fail(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let execution = start(bed, document!("fail"), "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let said = execution.task("manual_fail")?.result()?.to_string();
    assert!(said.contains("Fail action expected exception."), "{said}");

    let document = document!("fail_with_data");
    let execution = start(bed, document, "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let data = execution.task("manual_fail")?.result()?;
    assert_eq!(data, json!({"x": 1, "y": 2}));
    Ok(())
}

pub(super) fn engine_commands(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let run = |action: &str| {
        let input = json!({"action": action});
        start(bed, document!("engine_commands"), "wf", &input, &json!({}))
    };
    let failing = run("std.fail")?;
    assert_eq!(failing.wait()?.state(), "ERROR");
    let ran = states(&failing)?;
    let names: Vec<_> = ran.as_object().expect("states").keys().collect();
    assert_eq!(names, ["taskA", "taskB"]);

    let pausing = run("std.noop")?;
    pausing.wait_paused()?;
    let is_begun = |states: Value, task: &str| states.get(task).is_some();
    assert!(is_begun(states(&pausing)?, "taskD"));
    assert!(!is_begun(states(&pausing)?, "taskE"));
    pausing.resume()?;
    assert_eq!(pausing.wait()?.state(), "SUCCESS");
    let expected = json!({"taskA": "SUCCESS", "taskD": "SUCCESS", "taskE": "SUCCESS"});
    assert_eq!(states(&pausing)?, expected);
    Ok(())
}

pub(super) fn engine_command_fail(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let document = document!("engine_command_fail");
    let input = json!({"vm_name": "one"});
    let execution = start(bed, document, "send_error_mail", &input, &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    assert_eq!(states(&execution)?, json!({"create_server": "SUCCESS"}));
    Ok(())
}

pub(super) fn direct(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    define_send_email(bed)?;
    let before = bed.neighbours.smtp().received().len();
    let workflow = "create_vm_and_send_email";
    let input = json!({"vm_name": "one", "image_id": "cirros"});
    let output = output(bed, document!("direct"), workflow, &input)?;
    assert_eq!(output["result"], "id of one");
    let input = json!({"vm_name": "one", "image_id": null});
    let execution = start(bed, document!("direct"), workflow, &input, &json!({}))?;
    assert_eq!(execution.wait()?.state(), "ERROR");
    let expected = json!({"create_vm": "ERROR", "send_error_email": "SUCCESS"});
    assert_eq!(states(&execution)?, expected);
    let expected = [
        "Vm is successfully created and its id id of one",
        "Failed to create a VM",
    ];
    assert_eq!(bodies(bed, before), expected);
    Ok(())
}

pub(super) fn reverse(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    define_send_email(bed)?;
    let before = bed.neighbours.smtp().received().len();
    let execution = start(
        bed,
        document!("reverse"),
        "create_vm_and_send_email",
        &json!({"vm_name": "one"}),
        &json!({"task_name": "send_email"}),
    )?;
    assert_eq!(execution.wait()?.output()?["result"], "id of one");
    assert_eq!(
        bodies(bed, before),
        ["Vm is created and id id of one and ip address 192.0.2.1"]
    );
    Ok(())
}

pub(super) fn join(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    define_send_email(bed)?;
    let before = bed.neighbours.smtp().received().len();
    let execution = start(bed, document!("join"), "wf", &json!({}), &json!({}))?;
    assert_eq!(execution.wait()?.state(), "SUCCESS");
    assert_eq!(
        states(&execution)?,
        json!({
            "register_vm_in_load_balancer": "SUCCESS", "register_vm_in_dns": "SUCCESS",
            "try_to_do_something_without_registration": "ERROR",
            "wait_for_all_registrations": "SUCCESS", "wait_for_two_registrations": "SUCCESS",
        })
    );
    let mut bodies = bodies(bed, before);
    bodies.sort();
    assert_eq!(bodies, ["all are registered", "two are registered"]);
    Ok(())
}

/// The ad-hoc action of which the documentation's workflows send mail.
fn define_send_email(bed: &Bed) -> Result<()> {
    let (_, action) = document!("send_email.action");
    let server = &bed.neighbours.smtp().open;
    bed.mistral
        .define_actions(&action.replace("SMTP_SERVER", server))
}

/// The texts of the messages that came after so many.
fn bodies(bed: &Bed, before: usize) -> Vec<String> {
    let received = bed.neighbours.mail_after(before);
    let texts = received
        .iter()
        .filter_map(|message| message["parts"][0][2].as_str());
    texts.map(|text| text.trim_end().to_owned()).collect()
}
