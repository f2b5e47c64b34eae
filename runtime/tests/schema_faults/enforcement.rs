//! The promises of a schema: constraints, aliases, bounds, keys and formats.

use std::collections::{BTreeMap, BTreeSet};

use mistral_actions::Registry;
use mistral_actions::input::RawInput;
use mistral_actions::prelude::*;

use crate::{Source, problems};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Booking {
    #[schemars(range(min = 1, max = 24))]
    hours: u8,
    #[schemars(email)]
    contact: Option<String>,
    #[schemars(length(min = 1, max = 2), inner(length(max = 3)))]
    rooms: Vec<String>,
    #[schemars(regex(pattern = "^[A-Z]+$"))]
    code: String,
}

/// Books.
#[mistral_action(name = "inside.book")]
async fn book(bookings: Vec<Booking>, best: Option<Box<Booking>>) {
    let _ = (bookings, best);
}

#[test]
fn constraints_inside_structs_are_enforced() {
    let good = json!({"hours": 24, "rooms": ["a"], "code": "X"});
    assert!(problems("inside.book", json!({"bookings": [good], "best": good})).is_empty());
    let bad = json!({"hours": 99, "contact": "nobody", "rooms": ["long"], "code": "x"});
    assert_eq!(
        problems("inside.book", json!({"bookings": [good, bad]})),
        [
            "/bookings/1/code: expected string matching `^[A-Z]+$`, got string \"x\"",
            "/bookings/1/contact: expected string in the format email or null, got string \"nobody\"",
            "/bookings/1/hours: expected integer from 1 to 24, got number 99",
            "/bookings/1/rooms/0: expected string of at most 3 characters, got a length of 4",
        ]
    );
    let empty = json!({"hours": 0, "rooms": [], "code": "X"});
    assert_eq!(
        problems("inside.book", json!({"bookings": [], "best": empty})),
        [
            "/best/hours: expected integer from 1 to 24, got number 0",
            "/best/rooms: expected array from 1 to 2 items, each string of at most 3 characters, got a length of 0",
        ]
    );
}

/// Has aliases.
#[mistral_action(name = "alias.both")]
async fn aliased(
    #[input(alias = "id", alias = "vm")] server: String,
    #[input(alias = "tz")] zone: Option<u8>,
) {
    let _ = (server, zone);
}

#[test]
fn aliases_are_standard_json_schema() {
    for name in ["server", "id", "vm"] {
        assert!(problems("alias.both", json!({name: "a", "tz": 1})).is_empty());
    }
    assert_eq!(
        problems("alias.both", json!({})),
        ["/server: missing, expected string"]
    );
    assert_eq!(
        problems("alias.both", json!({"id": "a", "vm": "a"})).len(),
        1
    );
    assert_eq!(
        problems("alias.both", json!({"id": "a", "zone": 1, "tz": 1})).len(),
        1
    );
    assert_eq!(
        problems("alias.both", json!({"vm": 1})),
        ["/vm: expected string, got number 1"]
    );
    let registry = Registry::linked().unwrap();
    let action = registry.find("alias.both").unwrap();
    assert_eq!(action.params_spec(), "server, zone=null");
    assert_eq!(action.entry().inputs().count(), 2);
}

/// Takes numbers.
#[mistral_action(name = "limits.numbers")]
async fn numbers(
    small: Option<i64>,
    #[input(range(max = 0.1), default = 0.1)] share: f32,
    big: Option<u128>,
) {
    let _ = (small, share, big);
}

#[test]
fn integer_below_the_smallest_is_refused() {
    let registry = Registry::linked().unwrap();
    let action = registry.find("limits.numbers").unwrap();
    let text = |number: &str| RawInput::Text(format!("{{\"small\": {number}}}"));
    action.validate(text("-9223372036854775808")).unwrap();
    action.validate(text("-9223372036854775809")).unwrap_err();
    action.validate(text("9223372036854775808")).unwrap_err();
    let big = |number: &str| RawInput::Text(format!("{{\"big\": {number}}}"));
    action.validate(big("18446744073709551615")).unwrap();
    action.validate(big("18446744073709551616")).unwrap_err();
}

#[test]
fn bound_of_a_float_of_32_bits_is_the_one_that_is_written() {
    assert!(problems("limits.numbers", json!({"share": 0.1})).is_empty());
    assert!(problems("limits.numbers", json!({})).is_empty());
    assert_eq!(
        problems("limits.numbers", json!({"share": 0.11})),
        ["/share: expected number of at most 0.1, got number 0.11"]
    );
    assert_eq!(
        problems("limits.numbers", json!({"share": 0.100_000_000_01})).len(),
        1
    );
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Named {
    r#enum: u32,
    r#const: u16,
    default: i32,
    examples: u32,
}

/// Takes inputs named like keywords of JSON Schema.
#[mistral_action(name = "names.keywords")]
async fn keywords(default: u32, examples: u32, properties: Named, r#enum: Option<i32>) {
    let _ = (default, examples, properties, r#enum);
}

#[test]
fn inputs_named_like_keywords_have_bounds() {
    let inner = json!({"enum": 1, "const": 1, "default": 1, "examples": 1});
    let input = json!({"default": 1, "examples": 1, "properties": inner, "enum": -1});
    assert!(problems("names.keywords", input.clone()).is_empty());
    for pointer in [
        "/default",
        "/examples",
        "/enum",
        "/properties/enum",
        "/properties/const",
        "/properties/default",
    ] {
        let mut input = input.clone();
        *input.pointer_mut(pointer).unwrap() = json!(4_294_967_296_u64);
        let found = problems("names.keywords", input);
        assert!(
            found.len() == 1 && found[0].starts_with(pointer),
            "{found:?}"
        );
    }
}

/// Takes a map with integer keys.
#[mistral_action(name = "keys.plain")]
async fn integer_keys(map: Option<BTreeMap<u8, u8>>) {
    let _ = map;
}

#[test]
fn integer_keys_are_decoded_as_the_schema_says() {
    assert!(problems("keys.plain", json!({"map": {"7": 1, "007": 2}})).is_empty());
    assert_eq!(
        problems("keys.plain", json!({"map": {"a": 1}})),
        ["/map/a: the key is not an integer"]
    );
    assert_eq!(
        problems("keys.plain", json!({"map": {"1": 256}})),
        ["/map/1: expected integer from 0 to 255, got number 256"]
    );
}

/// Takes formats and sets.
#[mistral_action(name = "formats.all")]
async fn formats(
    #[input(format = "date-time")] when: Option<String>,
    #[input(format = "email")] mail: Option<String>,
    set: Option<BTreeSet<u8>>,
    source: Option<Source>,
) {
    let _ = (when, mail, set, source);
}

#[test]
fn formats_sets_and_tagged_enums_are_decoded_as_the_schema_says() {
    for good in [
        json!({"when": "2026-11-23T12:00:00Z"}),
        json!({"mail": "ada@example.org"}),
        json!({"set": [1, 2]}),
    ] {
        assert!(problems("formats.all", good).is_empty());
    }
    for bad in [
        json!({"when": "2026-11-23 12:00:00Z"}),
        json!({"set": [1, 2, 1]}),
        json!({"source": ["File", "/"]}),
    ] {
        assert_eq!(problems("formats.all", bad).len(), 1);
    }
    // The crate `jsonschema` takes a display name; RFC 5321 does not.
    let registry = Registry::linked().unwrap();
    let action = registry.find("formats.all").unwrap();
    let named = json!({"mail": "Ada <ada@example.org>"});
    action.validate(RawInput::Value(named)).unwrap_err();
}
