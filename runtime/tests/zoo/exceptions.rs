//! Inputs about which the verdicts may differ, each kind with the owner of the difference.

use crate::verdicts::{Case, Verdicts};

/// The verdict that differs from the others.
#[derive(Clone, Copy, PartialEq)]
enum Difference {
    /// Decoding refuses what schema and provider accept.
    DecodingRefuses,
    /// Decoding accepts what schema and provider refuse.
    DecodingAccepts,
    /// The provider accepts what all others refuse.
    ProviderAccepts,
}
use Difference::{DecodingAccepts, DecodingRefuses, ProviderAccepts};

struct Exception {
    /// Owner and reason.
    reason: &'static str,
    differences: &'static [Difference],
    /// Names of the actions, without their namespace.
    actions: &'static [&'static str],
}

const EXCEPTIONS: [Exception; 11] = [
    Exception {
        reason: "serde: a buffered value has no integers of 128 bits",
        differences: &[DecodingRefuses],
        actions: &["internal_big"],
    },
    Exception {
        reason: "serde: the names of a flattened type are not passed to the deserializer, so its aliases are not known",
        differences: &[DecodingRefuses, DecodingAccepts],
        actions: &["flat_aliased"],
    },
    Exception {
        reason: "schemars: keys that are a `bool` or a `char` have the schema of any text",
        differences: &[DecodingRefuses],
        actions: &["map_by_bool", "map_by_char"],
    },
    Exception {
        reason: "schemars: the pattern of integer keys has no bounds",
        differences: &[DecodingRefuses],
        actions: &[
            "map_by_i8",
            "map_by_u16",
            "map_by_u64",
            "map_of_maps",
            "secret_map",
            "adjacent",
            "adjacent_closed",
            "derived_deep",
            "derived_map",
            "external_renamed",
            "flat_internal",
            "flat_struct",
            "internal",
            "internal_closed",
            "internal_of_enums",
            "untagged_maps",
            "untagged_nested",
            "whole_numbers",
        ],
    },
    Exception {
        reason: "schemars: the formats of addresses are not those of JSON Schema",
        differences: &[DecodingRefuses],
        actions: &["ip", "socket"],
    },
    Exception {
        reason: "schemars: `Range` and `Result` refuse unknown keys, their schemas do not",
        differences: &[DecodingRefuses],
        actions: &["range", "result"],
    },
    Exception {
        reason: "serde: seconds and nanoseconds of a `Duration` overflow together",
        differences: &[DecodingRefuses],
        actions: &["duration"],
    },
    Exception {
        reason: "serde: an object in two flattened members has texts as keys in one and integers in the other",
        differences: &[DecodingRefuses],
        actions: &["flat_two"],
    },
    Exception {
        reason: "serde: a flattened `Option` is `None` if its members are invalid",
        differences: &[DecodingAccepts],
        actions: &["flat_option"],
    },
    Exception {
        reason: "the author: `required`, `with` and `schema_with` of schemars replace the schema of the type",
        differences: &[DecodingAccepts],
        actions: &["required", "with_schema", "with_type"],
    },
    Exception {
        reason: "Python's jsonschema: it does not check `date-time` and `uri`, and emails only in part",
        differences: &[ProviderAccepts],
        actions: &[
            "date_time",
            "url",
            "constrained_texts",
            "constrained_secret",
            "constrained_deep",
            "options",
            "derived",
            "derived_deep",
            "derived_flat",
            "derived_map",
            "derived_pair",
            "derived_untagged",
        ],
    },
];

/// The exceptions that were met.
#[derive(Default)]
pub(crate) struct Met([bool; EXCEPTIONS.len()]);

impl Met {
    /// Returns whether an exception allows the verdicts to differ.
    pub(crate) fn excuses(&mut self, case: &Case<'_>, verdicts: &Verdicts) -> bool {
        let Some(difference) = difference(verdicts) else {
            return false;
        };
        let (_, name) = case.action.name().split_once('.').unwrap();
        let found = EXCEPTIONS
            .iter()
            .position(|one| one.differences.contains(&difference) && one.actions.contains(&name));
        if let Some(index) = found {
            self.0[index] = true;
        }
        found.is_some()
    }

    /// Checks that each exception is still needed.
    pub(crate) fn assert_all(&self) {
        for (met, exception) in self.0.iter().zip(&EXCEPTIONS) {
            assert!(met, "not met: {}", exception.reason);
        }
    }
}

fn difference(verdicts: &Verdicts) -> Option<Difference> {
    if verdicts.value != verdicts.text {
        return None;
    }
    match (verdicts.schema, verdicts.value.is_ok(), verdicts.provider) {
        (true, false, true) => Some(DecodingRefuses),
        (false, true, false) => Some(DecodingAccepts),
        (false, false, true) => Some(ProviderAccepts),
        _ => None,
    }
}
