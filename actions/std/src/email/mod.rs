//! `std.email`.

mod message;
mod send;

use mistral_actions::prelude::*;

use message::Content;
pub use send::EmailOptions;
use send::Envelope;

/// Sends an e-mail.
///
/// With `smtp_password`, the connection is encrypted (STARTTLS), and `from_addr` is the user to log in as. By default the
/// server's certificate is not verified, as in Mistral; the operator can change this (`verify_certificate` in
/// `[action_std_email]`).
///
/// Mirrors `mistral.actions.std_actions.SendEmailAction`.
///
/// # Errors
///
/// If the server accepts the message for none of its recipients.
#[expect(clippy::too_many_arguments, reason = "they mirror Mistral's class")]
#[mistral_action(name = "std.email", input = SendEmail, tags("std", "network"), test = would_email)]
pub async fn email(
    options: &EmailOptions,
    /// Sender's address, and user of the server.
    from_addr: String,
    /// Addresses of the recipients.
    to_addrs: Vec<String>,
    /// SMTP server: `host` or `host:port`.
    smtp_server: String,
    /// Addresses to reply to.
    reply_to: Option<Vec<String>>,
    /// Addresses of the recipients of copies (Cc).
    cc_addrs: Option<Vec<String>>,
    /// Addresses of the recipients of blind copies (Bcc).
    bcc_addrs: Option<Vec<String>>,
    /// Password for the server.
    #[input(secret)]
    smtp_password: Option<String>,
    /// Subject.
    subject: Option<String>,
    /// Text.
    body: Option<String>,
    /// Alternative text in HTML.
    html_body: Option<String>,
) -> Result<(), ActionError> {
    let (cc, bcc) = (cc_addrs.unwrap_or_default(), bcc_addrs.unwrap_or_default());
    let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    let subject = non_empty(subject).unwrap_or_else(|| "<No subject>".to_owned());
    let body = non_empty(body).unwrap_or_else(|| "<No body>".to_owned());
    let html_body = non_empty(html_body);
    tracing::info!(
        from = from_addr,
        to = ?to_addrs,
        subject,
        smtp_server,
        "sending email message"
    );
    let content = Content {
        from: &from_addr,
        to: &to_addrs,
        cc: &cc,
        reply_to: &reply_to.unwrap_or_default(),
        subject: &subject,
        body: &body,
        html_body: html_body.as_deref(),
    };
    let envelope = Envelope {
        server: &smtp_server,
        from: &from_addr,
        password: smtp_password.as_deref(),
        recipients: [&cc, &bcc, &to_addrs]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect(),
    };
    let sent = match content.message() {
        Ok(message) => envelope.send(&message, options).await,
        Err(problem) => Err(problem),
    };
    sent.map_err(|problem| {
        ActionError::new(format_args!("Failed to send an email message: {problem}"))
    })
}

#[expect(clippy::too_many_arguments, reason = "they mirror Mistral's class")]
async fn would_email(
    _options: &EmailOptions,
    from_addr: String,
    to_addrs: Vec<String>,
    smtp_server: String,
    _reply_to: Option<Vec<String>>,
    _cc_addrs: Option<Vec<String>>,
    _bcc_addrs: Option<Vec<String>>,
    _smtp_password: Option<String>,
    subject: Option<String>,
    _body: Option<String>,
    _html_body: Option<String>,
) -> Result<(), ActionError> {
    tracing::info!(from = from_addr, to = ?to_addrs, subject, smtp_server, "would send email message");
    Ok(())
}

mistral_wire::register_python_class!(
    "mistral.actions.std_actions.SendEmailAction",
    |mut object| {
        let mut call = object.call("std.email");
        for (attribute, input) in [
            ("sender", "from_addr"),
            ("to", "to_addrs"),
            ("smtp_server", "smtp_server"),
        ] {
            call = call.input(input, object.take(attribute));
        }
        for (attribute, input) in [
            ("reply_to", "reply_to"),
            ("cc", "cc_addrs"),
            ("bcc", "bcc_addrs"),
            ("password", "smtp_password"),
            ("subject", "subject"),
            ("body", "body"),
            ("html_body", "html_body"),
        ] {
            call = call.input_unless_null(input, object.take(attribute));
        }
        Ok(call)
    }
);
