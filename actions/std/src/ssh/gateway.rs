//! Connections through a gateway.

use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::process::{Child, Command};

use super::client::{self, Connection, Login, PORT};
use super::options::SshOptions;

/// A host that forwards connections to other hosts.
pub(super) struct Gateway<'a> {
    pub(super) host: &'a str,
    pub(super) user: &'a str,
    pub(super) proxy_command: Option<&'a str>,
}

/// A byte stream to a host.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Resources that a connection through a gateway needs until it is closed.
pub(super) struct GatewayGuard {
    _gateway: Connection,
    _proxy: Option<Child>,
}

/// Logs in to a gateway and opens a stream from it to a host.
pub(super) async fn connect(
    gateway: &Gateway<'_>,
    host: &str,
    login: Login<'_>,
    options: &SshOptions,
) -> Result<(Box<dyn Stream>, GatewayGuard), String> {
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
                "`proxy_command` is not allowed, since it runs a command on the executor's host; \
                 to allow it, set allow_proxy_command = true in [action_std_ssh]"
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
    let stream = open_stream(&connection, host).await?;
    let guard = GatewayGuard {
        _gateway: connection,
        _proxy: proxy,
    };
    Ok((stream, guard))
}

/// Opens a stream from the gateway to a host: by forwarding, else by `nc` on the gateway, as Mistral does.
///
/// Forwarding comes first because it needs no program on the gateway.
async fn open_stream(gateway: &Connection, host: &str) -> Result<Box<dyn Stream>, String> {
    let failed = |error: russh::Error| format!("the gateway cannot connect to {host}: {error}");
    let forwarded = gateway
        .channel_open_direct_tcpip(host, PORT.into(), "127.0.0.1", 0)
        .await;
    if let Ok(channel) = forwarded {
        return Ok(Box::new(channel.into_stream()));
    }
    // The host becomes part of a shell's command line. It is validated instead of quoted with `shlex`: a leading `-`
    // would be an option of nc however it is quoted, and a gateway's shell need not have the quoting rules of POSIX.
    if host.is_empty()
        || host.starts_with('-')
        || !host
            .chars()
            .all(|c| c.is_alphanumeric() || ".-_:%".contains(c))
    {
        return Err(format!("invalid host name `{host}`"));
    }
    let channel = gateway.channel_open_session().await.map_err(failed)?;
    channel
        .exec(true, format!("nc {host} {PORT}"))
        .await
        .map_err(failed)?;
    Ok(Box::new(channel.into_stream()))
}

/// Starts a command whose standard input and output are connected to the gateway. Dropping the child kills the
/// command.
fn start(command: &str) -> Result<(Child, Box<dyn Stream>), String> {
    let failed = |reason: &dyn std::fmt::Display| format!("cannot run `proxy_command`: {reason}");
    let words = shlex::split(command).ok_or_else(|| failed(&"unclosed quote"))?;
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed(&"empty command"))?;
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
        _ => Err(failed(&"missing standard input or output")),
    }
}
