//! [`error_chain`]: an error and its causes in one line.

use std::error::Error;

/// Returns the message of an error followed by those of its causes, separated by colons.
///
/// Errors of HTTP clients and other libraries often leave the reason to their [`source`](Error::source). A cause whose
/// text the message already ends with is left out. [`ActionError`](crate::ActionError) does this for every error that
/// is converted into it with `?`; this function is for messages that add something to the error.
///
/// ```
/// use mistral_actions::ActionError;
/// use mistral_actions::error::error_chain;
///
/// fn port(text: &str) -> Result<u16, ActionError> {
///     text.parse()
///         .map_err(|error| ActionError::new(format!("invalid port `{text}`: {}", error_chain(&error))))
/// }
/// # assert_eq!(port("x").unwrap_err().to_string(), "invalid port `x`: invalid digit found in string");
/// ```
pub fn error_chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.ends_with(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use std::{fmt, io};

    use super::*;

    #[derive(Debug)]
    struct Outer(&'static str, io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.1)
        }
    }

    #[test]
    fn repeated_cause_is_left_out() {
        let chain = |message| error_chain(&Outer(message, io::Error::other("refused")));
        assert_eq!(chain("no answer"), "no answer: refused");
        assert_eq!(chain("no answer: refused"), "no answer: refused");
    }
}
