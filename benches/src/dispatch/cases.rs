//! The benchmarked calls and their inputs.

use serde_json::Value;

/// One input for one action.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) action: &'static str,
    /// True if the input is text, false if it is a JSON value.
    pub(super) is_text: bool,
    pub(super) input: &'static str,
    /// Upper bound of the ratio. Slightly above the measured ratio, because C libraries differ in how they copy
    /// and compare memory.
    ///
    /// Medium and nested inputs from a value miss the goal, and texts miss it by one percent. The runtime reads a value in
    /// place, so that an error can show what is at its path: keys of maps are copied, and the emptied values are dropped
    /// in a second pass. Before that, it searches the value for whole floats, which are integers in JSON Schema and not
    /// in serde. In texts it compares the keys of each object, at any depth, because a key must not be given twice.
    pub(super) limit: f64,
}

impl Case {
    /// The input as a value.
    pub(super) fn value(&self) -> Value {
        serde_json::from_str(self.input).expect("the input of a case must be valid JSON")
    }
}

/// All cases.
pub(super) const ALL: &[Case] = &[
    case("small, from a value", "bench.small", false, SMALL, 1.1),
    case("small, from text", "bench.small", true, SMALL, 1.12),
    case("medium, from a value", "bench.medium", false, MEDIUM, 1.18),
    case("medium, from text", "bench.medium", true, MEDIUM, 1.14),
    case("nested, from a value", "bench.nested", false, NESTED, 1.18),
    case("nested, from text", "bench.nested", true, NESTED, 1.12),
];

const fn case(
    name: &'static str,
    action: &'static str,
    is_text: bool,
    input: &'static str,
    limit: f64,
) -> Case {
    Case {
        name,
        action,
        is_text,
        input,
        limit,
    }
}

const SMALL: &str = r#"{"server": "a7eb257e-d646-44d3-9cbe-6a765fb311e0"}"#;

const MEDIUM: &str = r#"{
    "server": "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
    "image": "debian-13-generic-amd64",
    "timeout": 60,
    "networks": ["private", "storage", "management"],
    "size": 40
}"#;

const NESTED: &str = r#"{
    "server": {
        "name": "vm-1.example.org",
        "flavor": "m1.small",
        "networks": [
            {"uuid": "0ca2e0e4-0b1c-4d0f-8a5f-1a6a7b0a3c11", "port": 4000, "fixed_ip": "10.0.0.7"},
            {"uuid": "37bbf5c8-64b5-4f58-9a4b-19b1a0d1f8a2", "fixed_ip": null}
        ],
        "metadata": {"role": "web", "owner": "ada", "tier": "front", "zone": "a"},
        "volumes": [
            {"source": "image", "size": 20, "boot": true},
            {"source": "blank", "size": 100, "boot": false}
        ]
    },
    "key_name": "ada",
    "count": 2
}"#;
