//! Start-up checks of a dispatcher.

use std::error::Error;
use std::fmt;

use crate::inject::Requirement;
use crate::linked::LinkedAction;
use crate::registry::DuplicateActions;
use crate::state::StateMap;

/// Error: a dispatcher cannot start.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StartupError {
    /// Several actions have the same name.
    Duplicates(DuplicateActions),
    /// Actions need state that the application has not registered.
    MissingState(Vec<MissingState>),
    /// Concurrency limits name unknown actions.
    UnknownLimits(Vec<String>),
}

/// State that actions need and that the application has not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingState {
    /// The type.
    pub type_name: &'static str,
    /// The actions that need it.
    pub actions: Vec<&'static str>,
}

/// Returns the missing state, by type.
pub(super) fn missing_state(actions: &[LinkedAction], state: &StateMap) -> Vec<MissingState> {
    let mut missing: Vec<MissingState> = Vec::new();
    for action in actions {
        let needs = action
            .requirements
            .iter()
            .filter_map(|requirement| requirement());
        for Requirement { type_id, type_name } in needs {
            if state.contains(type_id) {
                continue;
            }
            match missing
                .iter_mut()
                .find(|known| known.type_name == type_name)
            {
                Some(known) => known.actions.push(action.name),
                None => missing.push(MissingState {
                    type_name,
                    actions: vec![action.name],
                }),
            }
        }
    }
    missing.sort_by_key(|missing| missing.type_name);
    for one in &mut missing {
        one.actions.sort_unstable();
    }
    missing
}

impl fmt::Display for StartupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicates(duplicates) => duplicates.fmt(f),
            Self::MissingState(missing) => {
                f.write_str(
                    "actions need state that the application did not register with `state(…)`",
                )?;
                for MissingState { type_name, actions } in missing {
                    write!(
                        f,
                        "\n  `{type_name}` for {}",
                        crate::suggest::quoted(actions.iter().copied())
                    )?;
                }
                Ok(())
            }
            Self::UnknownLimits(names) => {
                let names = crate::suggest::quoted(names.iter().map(String::as_str));
                write!(f, "concurrency limits name unknown actions: {names}")
            }
        }
    }
}

impl Error for StartupError {}
