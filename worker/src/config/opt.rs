//! [`Opt`]: an option of `mistral.conf`, with its type.

use mistral_actions::__private::MASK;

use super::passwords::without_passwords;

/// Name, default and description of an option.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    /// Older names, which are read if the option has no value under its own.
    pub(crate) aliases: &'static [&'static str],
    /// The default, as an operator would write it.
    pub(crate) default: &'static str,
    /// The meaning, in one line.
    pub(crate) help: &'static str,
    pub(crate) masking: Masking,
}

/// The part of a value that may be a secret.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Masking {
    None,
    /// Passwords within a URL.
    Url,
    /// The whole value.
    Whole,
}

/// An option whose value has the type `T`.
pub(crate) struct Opt<T> {
    pub(crate) spec: Spec,
    /// The accepted values, for error messages and the sample.
    pub(crate) expected: &'static str,
    pub(crate) read: fn(&str) -> Option<T>,
    /// The empty text is an error instead of the default.
    pub(crate) refuses_empty: bool,
}

/// An option of any type.
pub(crate) trait AnyOpt: Sync {
    /// Returns name, default and description.
    fn spec(&self) -> &Spec;

    /// Returns the accepted values.
    fn expected(&self) -> &'static str;

    /// Returns whether the option accepts its own default.
    #[cfg(test)]
    fn accepts_default(&self) -> bool;
}

impl<T> AnyOpt for Opt<T> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn expected(&self) -> &'static str {
        self.expected
    }

    #[cfg(test)]
    fn accepts_default(&self) -> bool {
        (self.read)(self.spec.default).is_some()
    }
}

impl Spec {
    /// Returns whether this is the option of this name, or an older name of it.
    pub(super) fn has_name(&self, group: &str, name: &str) -> bool {
        self.group == group && (self.name == name || self.aliases.contains(&name))
    }

    pub(super) const fn new(
        group: &'static str,
        name: &'static str,
        default: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            group,
            name,
            aliases: &[],
            default,
            help,
            masking: Masking::None,
        }
    }

    /// Returns the name and the older names.
    pub(super) fn names(&self) -> Vec<&'static str> {
        [self.name]
            .into_iter()
            .chain(self.aliases.iter().copied())
            .collect()
    }

    /// Masks a part of the value wherever it is shown.
    pub(super) const fn masking(self, masking: Masking) -> Self {
        Self { masking, ..self }
    }

    /// Returns the value with its secrets masked.
    pub(super) fn masked(&self, value: String) -> String {
        match self.masking {
            Masking::Whole if !value.is_empty() => MASK.to_owned(),
            Masking::Url => without_passwords(&value),
            _ => value,
        }
    }
}

impl<T> Opt<T> {
    /// Adds older names.
    pub(super) const fn renamed(mut self, aliases: &'static [&'static str]) -> Self {
        self.spec.aliases = aliases;
        self
    }
}
