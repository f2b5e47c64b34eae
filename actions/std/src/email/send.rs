//! Submission of a message to a server. Mirrors `smtplib.SMTP.sendmail`.

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

use crate::error_chain::error_chain;
use crate::options::Group;

/// Upper bound on the whole exchange. smtplib waits indefinitely.
const TIMEOUT: Duration = Duration::from_secs(300);
const DEFAULT_PORT: u16 = 25;

/// `[action_std_email]`: options of this pack that Mistral does not have.
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

/// Server, sender, credentials and recipients of a message.
pub(super) struct Envelope<'a> {
    pub(super) server: &'a str,
    pub(super) from: &'a str,
    pub(super) password: Option<&'a str>,
    pub(super) recipients: Vec<&'a str>,
}

impl Envelope<'_> {
    /// Sends a message. Succeeds if the server accepts at least one recipient.
    pub(super) async fn send(&self, message: &[u8], options: &EmailOptions) -> Result<(), String> {
        match tokio::time::timeout(TIMEOUT, self.exchange(message, options)).await {
            Ok(result) => result,
            Err(_) => Err(format!(
                "{} did not complete the exchange within {TIMEOUT:?}",
                self.server
            )),
        }
    }

    async fn exchange(&self, message: &[u8], options: &EmailOptions) -> Result<(), String> {
        let (host, port) = host_and_port(self.server)?;
        let me = ClientId::default();
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host, port), Some(TIMEOUT), &me, None, None)
                .await
                .map_err(|error| error_chain(&error))?;
        if let Some(password) = self.password {
            let tls = options.tls(host)?;
            connection
                .starttls(tls, &me)
                .await
                .map_err(|error| error_chain(&error))?;
            let credentials = Credentials::new(self.from.to_owned(), password.to_owned());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await
                .map_err(|error| error_chain(&error))?;
        }
        let sent = self.submit(&mut connection, message).await;
        // The response to QUIT does not change the outcome.
        let _ = connection.quit().await;
        sent
    }

    async fn submit(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &[u8],
    ) -> Result<(), String> {
        let from = Command::new("MAIL FROM", self.from)?;
        connection
            .command(from)
            .await
            .map_err(|error| error_chain(&error))?;
        let mut rejected = Vec::new();
        for recipient in &self.recipients {
            let command = Command::new("RCPT TO", recipient)?;
            if let Err(error) = connection.command(command).await {
                rejected.push(format!("{recipient}: {}", error_chain(&error)));
            }
        }
        if rejected.len() == self.recipients.len() {
            return Err(format!(
                "the server accepted no recipient: {}",
                rejected.join("; ")
            ));
        }
        if !rejected.is_empty() {
            tracing::warn!(
                rejected = rejected.join("; "),
                "the server rejected some recipients"
            );
        }
        connection
            .command(Data)
            .await
            .map_err(|error| error_chain(&error))?;
        connection
            .message(message)
            .await
            .map_err(|error| error_chain(&error))?;
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
            let failed =
                |error: &dyn fmt::Display| format!("cannot read `ca_file` {path}: {error}");
            let pem = std::fs::read(path).map_err(|error| failed(&error))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| failed(&error))?;
            builder = builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(certificate);
        }
        builder.build_rustls().map_err(|error| error_chain(&error))
    }
}

/// Splits `host` or `host:port`. Several colons belong to an IPv6 address.
fn host_and_port(server: &str) -> Result<(&str, u16), String> {
    match server.split_once(':') {
        Some((host, port)) if !port.contains(':') => {
            let port = port.parse().map_err(|_| "nonnumeric port".to_owned())?;
            Ok((host, if port == 0 { DEFAULT_PORT } else { port }))
        }
        _ => Ok((server, DEFAULT_PORT)),
    }
}

/// A command with an address. lettre's own commands accept only addresses that it can parse, and Mistral sends any.
struct Command(&'static str, String);

impl Command {
    fn new(verb: &'static str, address: &str) -> Result<Self, String> {
        let bare = match (address.rfind('<'), address.rfind('>')) {
            (Some(from), Some(to)) if from < to => &address[from + 1..to],
            _ => address.trim(),
        };
        if bare.contains(|c: char| c.is_control() || !c.is_ascii() || " <>".contains(c)) {
            return Err(format!("invalid address `{address}`"));
        }
        Ok(Self(verb, bare.to_owned()))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:<{}>\r\n", self.0, self.1)
    }
}
