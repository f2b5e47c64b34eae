//! [`Settings`]: what the operator configured, for the actions that have options of their own.

use std::collections::BTreeMap;
use std::fmt;

/// Options of the operator, by group and name, as texts: the part of `mistral.conf` that is not the
/// executor's own business.
///
/// The executor registers them as state; without it there are none, so ask for them as an injectable type
/// can, with `ctx.state::<Settings>()`, rather than with `&State<Settings>`, which demands them.
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
    /// Takes options as (group, name, value). Of two values of one option, the later one holds.
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

    /// The value of an option, if the operator set it.
    pub fn get(&self, group: &str, name: &str) -> Option<&str> {
        self.0.get(group)?.get(name).map(String::as_str)
    }
}

/// Values may be passwords, so only the names are shown.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .0
            .iter()
            .map(|(group, options)| (group, options.keys().collect::<Vec<_>>()));
        f.debug_map().entries(names).finish()
    }
}
