//! Running a command over a connection.

use russh::ChannelMsg;

use super::client::Connection;

/// Bytes of standard output and standard error together. The engine refuses results of more than 1 MiB by
/// default.
const MOST_OUTPUT: usize = 16 * 1024 * 1024;

/// What a command did.
pub(super) struct Outcome {
    /// -1 if it was ended by a signal, as paramiko tells it.
    pub(super) exit_code: i64,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a command, and reads both outputs at once: a command that fills one of them does not hang.
pub(super) async fn run(connection: &Connection, cmd: &str) -> Result<Outcome, String> {
    let failed = |error: russh::Error| format!("the command was not run: {error}");
    let mut channel = connection.channel_open_session().await.map_err(failed)?;
    channel.exec(true, cmd).await.map_err(failed)?;
    let (mut stdout, mut stderr, mut exit_code) = (Vec::new(), Vec::new(), -1);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => stdout.extend_from_slice(&data),
            ChannelMsg::ExtendedData { data, ext: 1 } => stderr.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => exit_code = i64::from(exit_status),
            ChannelMsg::Failure => return Err("the server refuses to run the command".to_owned()),
            _ => {}
        }
        if stdout.len() + stderr.len() > MOST_OUTPUT {
            return Err(format!("the command writes more than {MOST_OUTPUT} bytes"));
        }
    }
    let text = |bytes| {
        String::from_utf8(bytes).map_err(|_| "the output of the command is not UTF-8".to_owned())
    };
    Ok(Outcome {
        exit_code,
        stdout: text(stdout)?,
        stderr: text(stderr)?,
    })
}
