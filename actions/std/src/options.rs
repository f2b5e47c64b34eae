//! The operator's options, read as oslo.config reads them.

#[cfg(any(feature = "http", feature = "javascript"))]
use std::{fmt::Display, str::FromStr};

use mistral_actions::settings::Settings;
use mistral_actions::{ActionContext, ActionError};

/// One group of `mistral.conf`.
pub(crate) struct Group<'a> {
    settings: Option<&'a Settings>,
    name: &'static str,
}

impl<'a> Group<'a> {
    pub(crate) fn of(ctx: &'a ActionContext, name: &'static str) -> Self {
        let settings = ctx.state::<Settings>().map(|settings| &**settings);
        Self { settings, name }
    }

    /// The text of an option, if the operator set it.
    pub(crate) fn text(&self, option: &str) -> Option<&'a str> {
        self.settings?.get(self.name, option)
    }

    /// A list, which commas separate.
    #[cfg(feature = "http")]
    pub(crate) fn list(&self, option: &str) -> Option<Vec<&'a str>> {
        let items = self.text(option)?.split(',').map(str::trim);
        Some(items.filter(|item| !item.is_empty()).collect())
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// If it is none, or out of the type's range.
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
                &format!("a whole number, not negative: {error}"),
            )
        })
    }

    /// A switch.
    ///
    /// # Errors
    ///
    /// If it is neither on nor off.
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

    /// The error for a value that cannot be used.
    pub(crate) fn wrong(&self, option: &str, text: &str, expected: &str) -> ActionError {
        let name = self.name;
        ActionError::internal(format_args!(
            "option `{option}` of [{name}] is `{text}`; expected {expected}"
        ))
    }
}
