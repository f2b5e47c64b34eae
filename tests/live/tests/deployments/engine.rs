//! [`Options`]: options of a deployment's `mistral.conf` that engine and executor must share.

/// Options that engine and executor must share.
pub(crate) struct Options(Vec<(String, String, String)>);

impl Options {
    /// Reads a `mistral.conf`.
    pub(crate) fn read(text: &str) -> Self {
        let (mut group, mut options) = (String::new(), Vec::new());
        for line in text.lines().map(str::trim) {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                name.clone_into(&mut group);
            } else if let Some((name, value)) =
                line.split_once('=').filter(|_| !line.starts_with('#'))
            {
                options.push((
                    group.clone(),
                    name.trim().to_owned(),
                    value.trim().to_owned(),
                ));
            }
        }
        Self(options)
    }

    /// Returns the value of an option.
    pub(crate) fn get(&self, group: &str, name: &str) -> Option<&str> {
        let mut options = self.0.iter();
        let found = options.find(|(of, option, _)| of == group && option == name);
        found.map(|(_, _, value)| value.as_str())
    }

    /// Returns the options about the broker, in the form `GROUP.OPTION=VALUE`.
    pub(crate) fn settings(&self) -> Vec<String> {
        // The engine of the tests starts with quorum queues.
        let mut settings = vec!["oslo_messaging_rabbit.rabbit_quorum_queue=false".to_owned()];
        let shared = self.0.iter().filter(|(group, name, _)| {
            group == "oslo_messaging_rabbit" || (group == "DEFAULT" && name == "transport_url")
        });
        settings.extend(shared.map(|(group, name, value)| format!("{group}.{name}={value}")));
        settings
    }
}
