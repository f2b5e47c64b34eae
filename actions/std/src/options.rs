//! The operator's options, parsed with the rules of oslo.config.

#[cfg(any(feature = "http", feature = "javascript"))]
use std::{fmt::Display, str::FromStr};

use mistral_actions::settings::Settings;
use mistral_actions::{ActionContext, ActionError};

/// A group of options in `mistral.conf`.
pub(crate) struct Group<'a> {
    settings: Option<&'a Settings>,
    name: &'static str,
}

impl<'a> Group<'a> {
    pub(crate) fn of(ctx: &'a ActionContext, name: &'static str) -> Self {
        let settings = ctx.state::<Settings>().map(|settings| &**settings);
        Self { settings, name }
    }

    /// Returns the text of an option that the operator has set.
    pub(crate) fn text(&self, option: &str) -> Option<&'a str> {
        self.settings?.get(self.name, option)
    }

    /// Returns the items of a comma-separated list.
    #[cfg(feature = "http")]
    pub(crate) fn list(&self, option: &str) -> Option<Vec<&'a str>> {
        let items = self.text(option)?.split(',').map(str::trim);
        Some(items.filter(|item| !item.is_empty()).collect())
    }

    /// Parses a whole number.
    ///
    /// # Errors
    ///
    /// If the text is not a number, or the number is out of the type's range.
    #[cfg(any(feature = "http", feature = "javascript"))]
    pub(crate) fn number<T: FromStr<Err: Display>>(
        &self,
        option: &str,
        default: T,
    ) -> Result<T, ActionError> {
        let Some(text) = self.text(option) else {
            return Ok(default);
        };
        text.trim().parse().map_err(|error| {
            self.wrong(
                option,
                text,
                &format!("a non-negative whole number: {error}"),
            )
        })
    }

    /// Parses a boolean.
    ///
    /// # Errors
    ///
    /// If the text is none of oslo.config's words for true and false.
    #[cfg(any(feature = "email", feature = "http", feature = "ssh"))]
    pub(crate) fn switch(&self, option: &str, default: bool) -> Result<bool, ActionError> {
        let Some(text) = self.text(option) else {
            return Ok(default);
        };
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Ok(true),
            "false" | "0" | "off" | "no" => Ok(false),
            _ => Err(self.wrong(option, text, "true or false")),
        }
    }

    /// Returns the error for an invalid value.
    pub(crate) fn wrong(&self, option: &str, text: &str, expected: &str) -> ActionError {
        let name = self.name;
        ActionError::internal(format_args!(
            "option `{option}` of [{name}] is `{text}`; expected {expected}"
        ))
    }
}
