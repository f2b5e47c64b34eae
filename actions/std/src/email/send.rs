//! Handing a message to a server. Mirrors `smtplib.SMTP.sendmail`.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::Data;
use lettre::transport::smtp::extension::ClientId;
use mistral_actions::inject::{Inject, Injected};
use mistral_actions::{ActionContext, ActionError};

use crate::options::Group;
use crate::told::told;

/// For the whole exchange. smtplib waits for ever.
const PATIENCE: Duration = Duration::from_secs(300);
const DEFAULT_PORT: u16 = 25;

/// `[action_std_email]`: options of this pack, which Mistral does not have.
#[derive(Clone, Debug)]
pub struct EmailOptions {
    verify_certificate: bool,
    ca_file: Option<String>,
}

impl Inject for EmailOptions {
    async fn inject(ctx: &ActionContext) -> Result<Injected<'_, Self>, ActionError> {
        let group = Group::of(ctx, "action_std_email");
        Ok(Injected::Owned(Self {
            verify_certificate: group.switch("verify_certificate", false)?,
            ca_file: group.text("ca_file").map(ToOwned::to_owned),
        }))
    }
}

/// Whom a message is from and for.
pub(super) struct Envelope<'a> {
    pub(super) server: &'a str,
    pub(super) from: &'a str,
    pub(super) password: Option<&'a str>,
    pub(super) recipients: Vec<&'a str>,
}

impl Envelope<'_> {
    /// Sends a message. It counts as sent if at least one recipient is accepted.
    pub(super) async fn send(&self, message: &[u8], options: &EmailOptions) -> Result<(), String> {
        match tokio::time::timeout(PATIENCE, self.exchange(message, options)).await {
            Ok(result) => result,
            Err(_) => Err(format!(
                "{} does not finish within {PATIENCE:?}",
                self.server
            )),
        }
    }

    async fn exchange(&self, message: &[u8], options: &EmailOptions) -> Result<(), String> {
        let (host, port) = host_and_port(self.server)?;
        let me = ClientId::default();
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host, port), Some(PATIENCE), &me, None, None)
                .await
                .map_err(|error| told(&error))?;
        if let Some(password) = self.password {
            let tls = options.tls(host)?;
            connection
                .starttls(tls, &me)
                .await
                .map_err(|error| told(&error))?;
            let credentials = Credentials::new(self.from.to_owned(), password.to_owned());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await
                .map_err(|error| told(&error))?;
        }
        let sent = self.hand_over(&mut connection, message).await;
        // The message is accepted, or not, whatever the server says to this.
        let _ = connection.quit().await;
        sent
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &[u8],
    ) -> Result<(), String> {
        let from = Command::new("MAIL FROM", self.from)?;
        connection
            .command(from)
            .await
            .map_err(|error| told(&error))?;
        let mut refused = Vec::new();
        for recipient in &self.recipients {
            let command = Command::new("RCPT TO", recipient)?;
            if let Err(error) = connection.command(command).await {
                refused.push(format!("{recipient}: {}", told(&error)));
            }
        }
        if refused.len() == self.recipients.len() {
            return Err(format!("no recipient is accepted: {}", refused.join("; ")));
        }
        if !refused.is_empty() {
            tracing::warn!(
                refused = refused.join("; "),
                "some recipients are not accepted"
            );
        }
        connection
            .command(Data)
            .await
            .map_err(|error| told(&error))?;
        connection
            .message(message)
            .await
            .map_err(|error| told(&error))?;
        Ok(())
    }
}

impl EmailOptions {
    fn tls(&self, host: &str) -> Result<TlsParameters, String> {
        let mut builder = TlsParameters::builder(host.to_owned());
        if !self.verify_certificate {
            builder = builder
                .certificate_store(CertificateStore::None)
                .dangerous_accept_invalid_certs(true)
                .dangerous_accept_invalid_hostnames(true);
        } else if let Some(path) = &self.ca_file {
            let wrong = |error: &dyn fmt::Display| format!("cannot use `ca_file` {path}: {error}");
            let pem = std::fs::read(path).map_err(|error| wrong(&error))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(&error))?;
            builder = builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(certificate);
        }
        builder.build_rustls().map_err(|error| told(&error))
    }
}

/// `host` or `host:port`; more colons are of an IPv6 address.
fn host_and_port(server: &str) -> Result<(&str, u16), String> {
    match server.split_once(':') {
        Some((host, port)) if !port.contains(':') => {
            let port = port.parse().map_err(|_| "nonnumeric port".to_owned())?;
            Ok((host, if port == 0 { DEFAULT_PORT } else { port }))
        }
        _ => Ok((server, DEFAULT_PORT)),
    }
}

/// A command with an address, which may be one that only this server understands.
struct Command(&'static str, String);

impl Command {
    fn new(verb: &'static str, address: &str) -> Result<Self, String> {
        let bare = match (address.rfind('<'), address.rfind('>')) {
            (Some(from), Some(to)) if from < to => &address[from + 1..to],
            _ => address.trim(),
        };
        if bare.contains(|c: char| c.is_control() || !c.is_ascii() || " <>".contains(c)) {
            return Err(format!("`{address}` is not an address that can be sent"));
        }
        Ok(Self(verb, bare.to_owned()))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:<{}>\r\n", self.0, self.1)
    }
}
