//! The tables as they are embedded. A row is deserialized when it is asked for, not before.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::value::RawValue;

#[cfg(test)]
use super::action_template::Microversion;
use super::action_template::Row;

/// One service's table.
#[derive(Debug)]
pub(crate) struct Table {
    /// The namespace of its actions: `nova`.
    pub(crate) service: &'static str,
    /// The types under which catalogs have it, the most usual first.
    #[cfg(test)]
    pub(crate) service_types: Vec<&'static str>,
    /// The highest microversion that the client knows, if the service has microversions.
    #[cfg(test)]
    pub(crate) microversion: Microversion,
    /// Actions that are no row, and why.
    pub(crate) by_hand: Vec<Entry>,
    /// Actions whose method the client does not have any more.
    #[cfg(test)]
    pub(crate) absent: Vec<Entry>,
    rows: BTreeMap<&'static str, &'static RawValue>,
    names: BTreeMap<&'static str, &'static str>,
}

/// An action that is no row.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    /// Mistral's name of it.
    pub(crate) name: String,
    /// The method of the python client that it stands in for.
    pub(crate) client_method: String,
    /// Why it is no row.
    #[cfg(test)]
    pub(crate) reason: String,
}

#[derive(Deserialize)]
struct Document {
    #[serde(borrow)]
    service: &'static str,
    #[cfg(test)]
    #[serde(borrow)]
    service_types: Vec<&'static str>,
    #[cfg(test)]
    #[serde(default)]
    microversion: Microversion,
    #[serde(borrow)]
    actions: Vec<&'static RawValue>,
    by_hand: Vec<Entry>,
    #[cfg(test)]
    absent: Vec<Entry>,
}

/// What a row is found by.
#[derive(Deserialize)]
struct Head {
    #[serde(borrow)]
    name: &'static str,
    #[serde(borrow)]
    client_method: &'static str,
}

const EMBEDDED: [&str; 5] = [
    include_str!("../../table/nova.json"),
    include_str!("../../table/cinder.json"),
    include_str!("../../table/neutron.json"),
    include_str!("../../table/keystone.json"),
    include_str!("../../table/glance.json"),
];

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let tables: Result<_, _> = EMBEDDED.into_iter().map(Table::read).collect();
    tables.expect("the embedded tables are what the tests have read")
});

/// The tables of all services.
pub(crate) fn tables() -> &'static [Table] {
    &TABLES
}

/// The names of all rows, sorted within each service.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    tables().iter().flat_map(Table::names)
}

/// The row of an action, `nova.servers_get`.
pub(crate) fn find(name: &str) -> Option<Row> {
    tables().iter().find_map(|table| table.find(name))
}

/// The action that stands in for a method of a client: `nova`, `servers.get`.
pub(crate) fn name_of_method(service: &str, client_method: &str) -> Option<&'static str> {
    let table = tables().iter().find(|table| table.service == service)?;
    table.name_of_method(client_method)
}

impl Table {
    /// The names of its rows, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.rows.keys().copied()
    }

    /// The action that stands in for a method of the client, whether it is a row or not.
    pub(crate) fn name_of_method(&'static self, client_method: &str) -> Option<&'static str> {
        let mut by_hand = self.by_hand.iter();
        let row = self.names.get(client_method).copied();
        row.or_else(|| {
            Some(
                &*by_hand
                    .find(|action| action.client_method == client_method)?
                    .name,
            )
        })
    }

    /// The row of an action.
    pub(crate) fn find(&self, name: &str) -> Option<Row> {
        let row = serde_json::from_str(self.rows.get(name)?.get());
        Some(row.expect("the embedded rows are what the tests have read"))
    }

    fn read(text: &'static str) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(text)?;
        let mut rows = BTreeMap::new();
        let mut names = BTreeMap::new();
        for row in document.actions {
            let head: Head = serde_json::from_str(row.get())?;
            rows.insert(head.name, row);
            names.insert(head.client_method, head.name);
        }
        Ok(Self {
            service: document.service,
            #[cfg(test)]
            service_types: document.service_types,
            #[cfg(test)]
            microversion: document.microversion,
            by_hand: document.by_hand,
            #[cfg(test)]
            absent: document.absent,
            rows,
            names,
        })
    }
}
