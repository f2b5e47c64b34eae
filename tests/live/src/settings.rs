//! [`Settings`]: options that a worker reads in addition to the engine's `mistral.conf`.

use std::collections::BTreeMap;
use std::fmt;

/// Options, displayed in the syntax of oslo.config.
///
/// ```
/// use live_tests::Settings;
///
/// let settings = Settings::new().set("executor", "topic", "rust").set("executor", "host", "one");
/// assert_eq!(settings.to_string(), "[executor]\nhost = one\ntopic = rust\n");
/// assert_eq!(settings.get("executor", "topic"), Some("rust"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Settings(BTreeMap<String, BTreeMap<String, String>>);

impl Settings {
    /// Creates empty settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an option of a group.
    pub fn set(mut self, group: &str, option: &str, value: impl fmt::Display) -> Self {
        let options = self.0.entry(group.to_owned()).or_default();
        options.insert(option.to_owned(), value.to_string());
        self
    }

    /// Returns the value of an option.
    pub fn get(&self, group: &str, option: &str) -> Option<&str> {
        self.0.get(group)?.get(option).map(String::as_str)
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(group, options)| {
            writeln!(f, "[{group}]")?;
            let mut options = options.iter();
            options.try_for_each(|(option, value)| writeln!(f, "{option} = {value}"))
        })
    }
}
