//! Execution of a command over a connection.

use russh::ChannelMsg;

use super::client::Connection;

/// Upper bound on the bytes of standard output and standard error together; protects the executor's memory. The
/// engine's default limit for results (1 MiB) is lower.
const MOST_OUTPUT: usize = 16 * 1024 * 1024;

/// Outcome of a command.
pub(super) struct Outcome {
    /// -1 if a signal ended the command, as in paramiko.
    pub(super) exit_code: i64,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a command. Reads both outputs concurrently, so that a command that fills one of them does not block.
pub(super) async fn run(connection: &Connection, cmd: &str) -> Result<Outcome, String> {
    let failed = |error: russh::Error| format!("cannot run the command: {error}");
    let mut channel = connection.channel_open_session().await.map_err(failed)?;
    channel.exec(true, cmd).await.map_err(failed)?;
    let (mut stdout, mut stderr, mut exit_code) = (Vec::new(), Vec::new(), -1);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => stdout.extend_from_slice(&data),
            ChannelMsg::ExtendedData { data, ext: 1 } => stderr.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => exit_code = i64::from(exit_status),
            ChannelMsg::Failure => return Err("the server refused to run the command".to_owned()),
            _ => {}
        }
        if stdout.len() + stderr.len() > MOST_OUTPUT {
            return Err(format!("the command wrote more than {MOST_OUTPUT} bytes"));
        }
    }
    let text = |bytes| {
        String::from_utf8(bytes).map_err(|_| "the command's output is not UTF-8".to_owned())
    };
    Ok(Outcome {
        exit_code,
        stdout: text(stdout)?,
        stderr: text(stderr)?,
    })
}
