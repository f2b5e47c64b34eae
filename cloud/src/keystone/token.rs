//! [`Token`]: a Keystone token as a header.

use mistral_actions::Secret;
use reqwest::header::HeaderValue;

use crate::OpenStackError;

/// A Keystone token that can be sent as `X-Auth-Token`. Its `Debug` output shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(HeaderValue);

impl Token {
    /// # Errors
    ///
    /// If the token contains characters that HTTP does not allow in a header.
    pub fn new(token: &Secret<String>) -> Result<Self, OpenStackError> {
        let mut value = HeaderValue::from_str(token.expose()).map_err(|_| {
            OpenStackError::failed(
                "OpenStack",
                "the token contains characters that HTTP does not allow in a header",
            )
        })?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}
