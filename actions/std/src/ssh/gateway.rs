//! The way through a gateway.

use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::process::{Child, Command};

use super::client::{self, Connection, Login, PORT};
use super::options::SshOptions;

/// A gateway.
pub(super) struct Gateway<'a> {
    pub(super) host: &'a str,
    pub(super) user: &'a str,
    pub(super) proxy_command: Option<&'a str>,
}

/// Something that leads to a host.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// What must live as long as a connection through a gateway.
pub(super) struct Held {
    _gateway: Connection,
    _proxy: Option<Child>,
}

/// Logs in to a gateway, and has it lead to a host.
pub(super) async fn lead(
    gateway: &Gateway<'_>,
    host: &str,
    login: Login<'_>,
    options: &SshOptions,
) -> Result<(Box<dyn Stream>, Held), String> {
    let login = Login {
        user: gateway.user,
        ..login
    };
    let mut proxy = None;
    let stream: Box<dyn Stream> = match gateway.proxy_command.filter(|command| !command.is_empty())
    {
        None => Box::new(client::dial(gateway.host).await?),
        Some(_) if !options.allow_proxy_command => {
            return Err(
                "`proxy_command` runs a command on the executor's host, which the operator has \
                 to allow: allow_proxy_command = true in [action_std_ssh]"
                    .to_owned(),
            );
        }
        Some(command) => {
            let (child, stream) = start(command)?;
            proxy = Some(child);
            stream
        }
    };
    let connection = client::log_in(stream, gateway.host, login, &options.host_keys).await?;
    let stream = through(&connection, host).await?;
    let held = Held {
        _gateway: connection,
        _proxy: proxy,
    };
    Ok((stream, held))
}

/// Mistral has the gateway run netcat. Forwarding needs no program there, so it is tried first.
async fn through(gateway: &Connection, host: &str) -> Result<Box<dyn Stream>, String> {
    let failed = |error: russh::Error| format!("the gateway does not lead to {host}: {error}");
    let forwarded = gateway
        .channel_open_direct_tcpip(host, PORT.into(), "127.0.0.1", 0)
        .await;
    if let Ok(channel) = forwarded {
        return Ok(Box::new(channel.into_stream()));
    }
    // It becomes a part of a shell's command line.
    if host.is_empty()
        || host.starts_with('-')
        || !host
            .chars()
            .all(|c| c.is_alphanumeric() || ".-_:%".contains(c))
    {
        return Err(format!("`{host}` is not the name of a host"));
    }
    let channel = gateway.channel_open_session().await.map_err(failed)?;
    channel
        .exec(true, format!("nc {host} {PORT}"))
        .await
        .map_err(failed)?;
    Ok(Box::new(channel.into_stream()))
}

/// A command whose standard input and output lead to the gateway. It ends with the action.
fn start(command: &str) -> Result<(Child, Box<dyn Stream>), String> {
    let failed = |what: &dyn std::fmt::Display| format!("`proxy_command` cannot be run: {what}");
    let words = shlex::split(command).ok_or_else(|| failed(&"a quote is not closed"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed(&"it is empty"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(&error))?;
    match (child.stdout.take(), child.stdin.take()) {
        (Some(output), Some(input)) => Ok((child, Box::new(tokio::io::join(output, input)))),
        _ => Err(failed(&"it has no standard input and output")),
    }
}
