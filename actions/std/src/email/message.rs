//! Encoding of a message, like Python's `email` package.
//!
//! Addresses are written as raw headers: lettre's mailboxes reject addresses that Mistral sends unparsed.

use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, Headers,
};
use lettre::message::{MultiPart, SinglePart};

/// Headers and bodies of a message.
pub(super) struct Content<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a [String],
    pub(super) cc: &'a [String],
    pub(super) reply_to: &'a [String],
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    pub(super) html_body: Option<&'a str>,
}

impl Content<'_> {
    /// Encodes the message. Bodies are in base64, which preserves every text.
    ///
    /// # Errors
    ///
    /// If an address contains a line break, which would start another header.
    pub(super) fn message(&self) -> Result<Vec<u8>, String> {
        let mut headers = Headers::new();
        for (name, value) in [
            ("MIME-Version", "1.0".to_owned()),
            ("Subject", self.subject.replace(['\r', '\n'], " ")),
            ("From", self.from.to_owned()),
            ("Reply-To", self.reply_to.join(", ")),
            ("To", self.to.join(", ")),
            ("Cc", self.cc.join(", ")),
        ] {
            if name == "Cc" && self.cc.is_empty() {
                continue;
            }
            if value.contains(['\r', '\n']) {
                return Err(format!("header {name} contains a line break"));
            }
            headers.insert_raw(HeaderValue::new(
                HeaderName::new_from_ascii_str(name),
                value,
            ));
        }
        let plain = part(ContentType::TEXT_PLAIN, self.body);
        let body = match self.html_body {
            None => plain.formatted(),
            Some(html) => MultiPart::alternative()
                .singlepart(plain)
                .singlepart(part(ContentType::TEXT_HTML, html))
                .formatted(),
        };
        Ok([headers.to_string().into_bytes(), body].concat())
    }
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::Base64)
        // As bytes, since lettre would change the line breaks of a string.
        .body(text.as_bytes().to_vec())
}
