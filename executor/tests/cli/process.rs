//! Signals and pipes, which require a separate process.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use mistral_executor::Exit;

use crate::support::{finish, process};

/// Starts an action and waits until it has printed `text`.
fn start(args: &[&str], text: &str) -> (Child, BufReader<ChildStderr>) {
    let mut child = process(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut err = BufReader::new(child.stderr.take().expect("the stream is a pipe"));
    wait_for(&mut err, text);
    (child, err)
}

/// Reads until a line contains `text`.
fn wait_for(err: &mut BufReader<ChildStderr>, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        let read = err
            .read_line(&mut line)
            .expect("standard error can be read");
        assert_ne!(read, 0, "standard error ended without {text:?}");
    }
}

fn interrupt(child: &Child) {
    let command = format!("kill -INT {}", child.id());
    let status = Command::new("sh")
        .args(["-c", &command])
        .status()
        .expect("the shell starts");
    assert!(status.success());
}

fn end(mut child: Child, mut err: BufReader<ChildStderr>) -> (i32, String, String) {
    let (mut out, mut rest) = (String::new(), String::new());
    err.read_to_string(&mut rest)
        .expect("standard error is text");
    let stdout = child.stdout.as_mut().expect("the stream is a pipe");
    stdout
        .read_to_string(&mut out)
        .expect("standard output is text");
    let status = child.wait().expect("the process ends");
    (
        status.code().expect("the process exits without a signal"),
        out,
        rest,
    )
}

#[test]
fn first_ctrl_c_cancels_action() {
    let (child, err) = start(&["run", "demo.wait"], "demo.wait: waiting");
    interrupt(&child);
    let (code, out, err) = end(child, err);
    assert_eq!(code, i32::from(Exit::Interrupted.code()));
    assert_eq!(out, "\"stopped\"\n");
    assert!(err.contains("demo.wait: cleaning up\n"), "{err}");
}

#[test]
fn second_ctrl_c_ends_process() {
    let (child, mut err) = start(&["run", "demo.block"], "demo.block: blocking");
    interrupt(&child);
    wait_for(&mut err, "press Ctrl-C again to end the process");
    interrupt(&child);
    let (code, out, _) = end(child, err);
    assert_eq!(
        (code, out.as_str()),
        (i32::from(Exit::Interrupted.code()), "")
    );
}

#[test]
fn blocked_thread_does_not_delay_exit() {
    let started = Instant::now();
    let outcome = finish(&mut process(&["run", "demo.stuck", "--timeout", "10ms"]));
    assert_eq!(outcome.exit, Exit::TimedOut.code(), "{outcome:?}");
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "the process waited for the thread"
    );
}

#[test]
fn closed_output_is_not_an_error() {
    let mut child = process(&["run", "demo.echo", "--input", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    // The action prints after it has read its input, when the pipe is closed.
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("the stream is a pipe");
    input
        .write_all(br#"{"output": "unread"}"#)
        .expect("standard input is read");
    drop(input);
    let output = child.wait_with_output().expect("the process ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
