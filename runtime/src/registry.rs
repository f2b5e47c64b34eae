//! [`Registry`]: the actions of this binary, by name.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::hash::BuildHasherDefault;
use std::slice;

use async_trait::async_trait;
use rustc_hash::FxHasher;

use crate::descriptor::{ActionDescriptor, Source};
use crate::error::{ActionError, UnknownAction};
use crate::linked::{LINKED_ACTIONS, LinkedAction, Origin};
use crate::provider::ActionProvider;
use crate::suggest;
use crate::table::{ActionTable, LINKED_TABLES};

pub use crate::registered::RegisteredAction;

/// The actions that are linked into this binary, sorted by name.
///
/// ```
/// use mistral_actions::Registry;
///
/// let registry = Registry::linked().unwrap();
/// for action in &registry {
///     println!("{:30} {}", action.name(), action.summary());
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Registry {
    actions: Vec<ActionDescriptor>,
    /// Names come from the binary and not from its users, so the hash needs no protection against
    /// crafted collisions.
    by_name: HashMap<&'static str, usize, BuildHasherDefault<FxHasher>>,
}

impl Registry {
    /// Collects the actions that the crates of this binary register.
    ///
    /// # Errors
    ///
    /// If actions share a name. The error lists all of them, with file and line.
    pub fn linked() -> Result<Self, DuplicateActions> {
        Self::collect(&LINKED_ACTIONS, &LINKED_TABLES)
    }

    /// Collects the given actions.
    ///
    /// # Errors
    ///
    /// As [`linked`](Self::linked).
    #[doc(hidden)]
    pub fn of(actions: &'static [LinkedAction]) -> Result<Self, DuplicateActions> {
        Self::collect(actions, &[])
    }

    fn collect(
        actions: &'static [LinkedAction],
        tables: &'static [ActionTable],
    ) -> Result<Self, DuplicateActions> {
        let linked = actions.iter().map(|action| UnresolvedAction {
            name: action.name,
            aliases: action.aliases,
            origin: &action.origin,
            source: Source::Linked(action),
        });
        let rows = tables.iter().flat_map(|table| {
            (table.rows)().into_iter().map(|row| UnresolvedAction {
                name: row.name,
                aliases: &[],
                origin: &table.origin,
                source: Source::Provided(row.action),
            })
        });
        let mut sorted: Vec<UnresolvedAction> = linked.chain(rows).collect();
        // The linker's order is arbitrary. Actions of one name are sorted by location.
        sorted.sort_by_key(|one| (one.name, one.origin.krate, one.origin.file, one.origin.line));
        let mut by_name =
            HashMap::with_capacity_and_hasher(sorted.len(), BuildHasherDefault::default());
        let mut conflicts: Vec<Conflict> = Vec::new();
        for (index, action) in sorted.iter().enumerate() {
            for name in action.names() {
                let Some(first) = by_name.insert(name, index) else {
                    continue;
                };
                by_name.insert(name, first);
                match conflicts.iter_mut().find(|conflict| conflict.name == name) {
                    Some(conflict) => conflict.locations.push(location(action.origin)),
                    None => conflicts.push(Conflict {
                        name,
                        locations: vec![location(sorted[first].origin), location(action.origin)],
                    }),
                }
            }
        }
        if conflicts.is_empty() {
            let actions = sorted
                .into_iter()
                .map(|action| ActionDescriptor(action.source))
                .collect();
            return Ok(Self { actions, by_name });
        }
        conflicts.sort_by_key(|conflict| conflict.name);
        Err(DuplicateActions { conflicts })
    }

    /// Returns the action with this name or alias.
    #[inline]
    pub fn find(&self, name: &str) -> Option<&ActionDescriptor> {
        self.by_name.get(name).map(|&index| &self.actions[index])
    }

    /// Returns the action with this name or alias.
    ///
    /// # Errors
    ///
    /// If the name is unknown. The error suggests a similar name, or explains how to link a crate.
    pub fn get(&self, name: &str) -> Result<&ActionDescriptor, UnknownAction> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    /// Returns all actions, sorted by name.
    pub fn iter(&self) -> slice::Iter<'_, ActionDescriptor> {
        self.actions.iter()
    }

    /// Returns the number of actions.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Returns whether the registry contains no actions.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    pub(crate) fn unknown(&self, name: &str) -> UnknownAction {
        let namespace = name.rsplit_once('.').map(|(namespace, _)| namespace);
        UnknownAction {
            name: name.to_owned(),
            suggestion: self
                .find_in_any_namespace(name)
                .or_else(|| suggest::nearest(name, self.by_name.keys().copied()))
                .map(str::to_owned),
            foreign_namespace: namespace
                .filter(|namespace| {
                    !self
                        .actions
                        .iter()
                        .any(|action| action.namespace() == *namespace)
                })
                .map(str::to_owned),
            known: self.actions.len(),
        }
    }

    /// Returns the only action that has this name in any namespace.
    fn find_in_any_namespace(&self, name: &str) -> Option<&'static str> {
        let is_in_one = |full: &str| {
            full.strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('.'))
        };
        let mut found: Vec<_> = self
            .by_name
            .iter()
            .filter(|(full, _)| is_in_one(full))
            .collect();
        let is_alias = |full: &str, index: usize| self.actions[index].name() != full;
        found.sort_by_key(|(full, index)| (is_alias(full, **index), **full));
        let (first, action) = found.first()?;
        found
            .iter()
            .all(|(_, other)| other == action)
            .then_some(first)
    }
}

impl<'a> IntoIterator for &'a Registry {
    type Item = &'a ActionDescriptor;
    type IntoIter = slice::Iter<'a, ActionDescriptor>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[async_trait]
impl ActionProvider for Registry {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        Ok(Registry::find(self, name).cloned())
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(self.iter().cloned().collect())
    }
}

/// A registered action before name conflicts are resolved.
struct UnresolvedAction {
    name: &'static str,
    aliases: &'static [&'static str],
    origin: &'static Origin,
    source: Source,
}

impl UnresolvedAction {
    /// Returns all names of the action, its own first.
    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

fn location(origin: &Origin) -> String {
    format!(
        "{}:{} (crate {} {})",
        origin.file, origin.line, origin.krate, origin.version
    )
}

#[derive(Clone, Debug)]
struct Conflict {
    name: &'static str,
    locations: Vec<String>,
}

/// Error: several actions have the same name.
#[derive(Clone, Debug)]
pub struct DuplicateActions {
    conflicts: Vec<Conflict>,
}

impl fmt::Display for DuplicateActions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("action names must be unique")?;
        for Conflict { name, locations } in &self.conflicts {
            write!(f, "\n  `{name}` is defined {} times:", locations.len())?;
            for location in locations {
                write!(f, "\n    {location}")?;
            }
        }
        Ok(())
    }
}

impl Error for DuplicateActions {}
