//! [`Settings`]: the interface through which packs read options of the operator.
//!
//! The application that runs the actions fills it from its own configuration and registers it as state.
//! This crate knows neither files nor option names: groups, names and values are plain texts.

use std::collections::BTreeMap;
use std::fmt;

/// Options that the operator has set, as texts by group and name.
///
/// Not every application registers settings. A pack therefore reads them with `ctx.state::<Settings>()`,
/// in an injectable type; a parameter `&State<Settings>` would make them mandatory.
///
/// ```
/// use mistral_actions::settings::Settings;
///
/// let settings = Settings::new([("action_std_http", "default_timeout", "30")]);
/// assert_eq!(settings.get("action_std_http", "default_timeout"), Some("30"));
/// assert_eq!(settings.get("action_std_http", "denied_cidrs"), None);
/// ```
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, BTreeMap<String, String>>);

impl Settings {
    /// Creates settings from tuples of group, name and value. If an option occurs twice, the last value applies.
    pub fn new<G, N, V>(options: impl IntoIterator<Item = (G, N, V)>) -> Self
    where
        G: Into<String>,
        N: Into<String>,
        V: Into<String>,
    {
        let mut settings = Self::default();
        for (group, name, value) in options {
            let group = settings.0.entry(group.into()).or_default();
            group.insert(name.into(), value.into());
        }
        settings
    }

    /// Returns the value of an option, if the operator has set it.
    pub fn get(&self, group: &str, name: &str) -> Option<&str> {
        self.0.get(group)?.get(name).map(String::as_str)
    }
}

/// Shows only the names, because values may be passwords.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .0
            .iter()
            .map(|(group, options)| (group, options.keys().collect::<Vec<_>>()));
        f.debug_map().entries(names).finish()
    }
}
