//! Signals and pipes, which only a process of its own has.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use mistral_executor::Exit;

use crate::support::{finish, process};

/// Starts an action, and waits until it has said this.
fn started(args: &[&str], said: &str) -> (Child, BufReader<ChildStderr>) {
    let mut child = process(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut err = BufReader::new(child.stderr.take().expect("it is a pipe"));
    wait_for(&mut err, said);
    (child, err)
}

/// Reads up to the line with this text.
fn wait_for(err: &mut BufReader<ChildStderr>, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        let read = err
            .read_line(&mut line)
            .expect("standard error can be read");
        assert_ne!(read, 0, "it ended without saying {text:?}");
    }
}

fn interrupt(child: &Child) {
    let command = format!("kill -INT {}", child.id());
    let status = Command::new("sh")
        .args(["-c", &command])
        .status()
        .expect("there is a shell");
    assert!(status.success());
}

fn end(mut child: Child, mut err: BufReader<ChildStderr>) -> (i32, String, String) {
    let (mut out, mut rest) = (String::new(), String::new());
    err.read_to_string(&mut rest)
        .expect("standard error is text");
    let stdout = child.stdout.as_mut().expect("it is a pipe");
    stdout
        .read_to_string(&mut out)
        .expect("standard output is text");
    let status = child.wait().expect("it ends");
    (status.code().expect("no signal ends it"), out, rest)
}

#[test]
fn ctrl_c_lets_an_action_clean_up() {
    let (child, err) = started(&["run", "demo.wait"], "demo.wait: waiting");
    interrupt(&child);
    let (code, out, err) = end(child, err);
    assert_eq!(code, i32::from(Exit::Interrupted.code()));
    assert_eq!(out, "\"stopped\"\n");
    assert!(err.contains("demo.wait: cleaning up\n"), "{err}");
}

#[test]
fn ctrl_c_ends_the_wait_for_a_result_by_force_the_second_time() {
    let (child, mut err) = started(&["run", "demo.block"], "demo.block: blocking");
    interrupt(&child);
    wait_for(&mut err, "Ctrl-C again stops it at once");
    interrupt(&child);
    let (code, out, _) = end(child, err);
    assert_eq!(
        (code, out.as_str()),
        (i32::from(Exit::Interrupted.code()), "")
    );
}

#[test]
fn what_still_blocks_a_thread_does_not_keep_the_process() {
    let started = Instant::now();
    let outcome = finish(&mut process(&["run", "demo.stuck", "--timeout", "10ms"]));
    assert_eq!(outcome.exit, Exit::TimedOut.code(), "{outcome:?}");
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "it waited for the thread"
    );
}

#[test]
fn nobody_reading_the_output_is_no_error() {
    let mut child = process(&["run", "demo.echo", "--input", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    // It prints only when it has its input, and by then the pipe is closed.
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("it is a pipe");
    input
        .write_all(br#"{"output": "unread"}"#)
        .expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
