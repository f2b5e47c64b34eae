//! The text of a message. Mirrors what Python's `email` package makes of the same inputs.

use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, Headers,
};
use lettre::message::{MultiPart, SinglePart};

/// What a message says.
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
    /// Writes the message. Bodies are sent in base64, so every text arrives as it is.
    ///
    /// # Errors
    ///
    /// If an address would begin another header.
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
                return Err(format!("header {name} has a line break in it"));
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
        // As bytes, so that line breaks stay as they are.
        .body(text.as_bytes().to_vec())
}
