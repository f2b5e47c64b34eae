//! The embedded tables. A template is parsed when it is first used.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::action_template::ActionTemplate;
#[cfg(test)]
use super::action_template::Microversion;
use crate::services::{SERVICES, ServiceDescriptor};

/// The table of a service.
#[derive(Debug)]
pub(crate) struct Table {
    /// The service.
    pub(crate) service: &'static ServiceDescriptor,
    /// Custom actions.
    pub(crate) custom: Vec<ListedAction>,
    /// The parts of the document that only tests read.
    #[cfg(test)]
    pub(crate) header: Header,
    /// Templates by the names of their actions.
    templates: BTreeMap<&'static str, &'static RawValue>,
    /// Names of templated actions by their client methods.
    names: BTreeMap<&'static str, &'static str>,
}

/// An action without a template.
#[derive(Debug, Deserialize)]
pub(crate) struct ListedAction {
    /// Mistral's name of the action.
    pub(crate) name: String,
    /// Method of the Python client that it replaces.
    pub(crate) client_method: String,
    /// Reason why it has no template.
    #[cfg(test)]
    pub(crate) reason: String,
}

#[derive(Deserialize)]
struct Document {
    #[serde(borrow)]
    templated: Vec<&'static RawValue>,
    custom: Vec<ListedAction>,
}

/// Facts about the Python client, which tests compare with the service's descriptor.
#[cfg(test)]
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    pub(crate) namespace: String,
    /// Types of the service in catalogs, the official one first.
    pub(crate) service_types: Vec<String>,
    /// The highest microversion that the client supports, if the service has microversions.
    #[serde(default)]
    pub(crate) microversion: Microversion,
    /// Actions whose method the client does not have.
    pub(crate) absent: Vec<ListedAction>,
}

/// Names under which a template is found.
#[derive(Deserialize)]
struct TemplateNames {
    #[serde(borrow)]
    name: &'static str,
    #[serde(borrow)]
    client_method: &'static str,
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let tables: Result<_, _> = SERVICES.iter().copied().map(Table::read).collect();
    tables.expect("the embedded tables are valid; a test reads them")
});

/// Returns the tables of all services.
pub(crate) fn tables() -> &'static [Table] {
    &TABLES
}

impl Table {
    /// Returns the names of the templated actions, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.templates.keys().copied()
    }

    /// Finds the action, templated or custom, that replaces a method of the client.
    pub(crate) fn name_of_method(&'static self, client_method: &str) -> Option<&'static str> {
        let custom = || {
            let mut custom = self.custom.iter();
            custom.find(|action| action.client_method == client_method)
        };
        let templated = self.names.get(client_method).copied();
        templated.or_else(|| custom().map(|action| action.name.as_str()))
    }

    /// Parses the template of an action.
    pub(crate) fn template(&self, name: &str) -> Option<ActionTemplate> {
        let template = serde_json::from_str(self.templates.get(name)?.get());
        Some(template.expect("the embedded templates are valid; a test reads them"))
    }

    fn read(service: &'static ServiceDescriptor) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(service.table)?;
        let mut templates = BTreeMap::new();
        let mut names = BTreeMap::new();
        for template in document.templated {
            let found: TemplateNames = serde_json::from_str(template.get())?;
            templates.insert(found.name, template);
            names.insert(found.client_method, found.name);
        }
        Ok(Self {
            service,
            custom: document.custom,
            #[cfg(test)]
            header: serde_json::from_str(service.table)?,
            templates,
            names,
        })
    }
}
