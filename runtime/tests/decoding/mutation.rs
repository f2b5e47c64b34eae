//! Strategies for almost valid inputs.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Remove,
    Insert(String, Value),
    /// Replace an object by the array of its values, which serde accepts for a struct.
    ByPosition,
    /// Replace an integer by a float: `3` by `3.0`.
    Float,
}

/// A valid input with up to three changes at any place.
pub(crate) fn mutated(valid: Value) -> impl Strategy<Value = Value> {
    let change = prop_oneof![
        6 => odd().prop_map(Change::Replace),
        1 => Just(Change::Remove),
        1 => (key(), odd()).prop_map(|(key, value)| Change::Insert(key, value)),
        1 => Just(Change::ByPosition),
        2 => Just(Change::Float),
    ];
    let changes = prop::collection::vec((any::<Index>(), change), 0..=3);
    changes.prop_map(move |changes| {
        let mut input = valid.clone();
        for (place, change) in changes {
            apply(&mut input, place, change);
        }
        input
    })
}

fn apply(input: &mut Value, place: Index, change: Change) {
    let mut places = Vec::new();
    gather(input, "", &mut places);
    if places.is_empty() {
        return;
    }
    let place = place.get(&places);
    let Some(value) = input.pointer_mut(place) else {
        return;
    };
    match change {
        Change::Replace(new) => *value = new,
        Change::Insert(key, new) => {
            let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
            if let Some(Value::Object(members)) = input.pointer_mut(parent) {
                members.insert(key, new);
            }
        }
        Change::Remove => {
            if let Some((parent, key)) = place.rsplit_once('/')
                && let Some(Value::Object(members)) = input.pointer_mut(parent)
            {
                members.remove(key);
            }
        }
        Change::ByPosition => {
            if let Value::Object(members) = value {
                *value = members.values().cloned().collect();
            }
        }
        Change::Float => {
            if let Some(number) = value.as_i64().and_then(|number| i32::try_from(number).ok()) {
                *value = f64::from(number).into();
            }
        }
    }
}

/// Collects the JSON pointers of all values inside an input.
fn gather(value: &Value, at: &str, places: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, one)| (key.clone(), one))
            .collect(),
        Value::Array(items) => (0..)
            .map(|index: usize| index.to_string())
            .zip(items)
            .collect(),
        _ => return,
    };
    for (key, member) in members {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        gather(member, &at, places);
        places.push(at);
    }
}

/// Arbitrary JSON of limited size.
pub(crate) fn arbitrary() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => prop::collection::btree_map(key(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A value that often has the right type and is close to its limits.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![6 => leaf(), 1 => arbitrary()]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        3 => select(edges()),
        1 => (-3_i32..700).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => prop::num::f64::NORMAL.prop_map(Value::from),
        2 => select(words()).prop_map(Value::from),
        1 => "[a-zß/~\"\\\\ ]{0,6}".prop_map(Value::from),
    ]
}

/// Numbers around the limits of all integer types, and floats.
fn edges() -> Vec<Value> {
    let mut edges: Vec<Value> = Vec::new();
    for bits in [7, 8, 15, 16, 31, 32, 53, 63, 64] {
        for off in [-1, 0, 1] {
            for number in [(1_i128 << bits) + off, -(1_i128 << bits) + off] {
                edges.extend(i64::try_from(number).ok().map(Value::from));
                edges.extend(u64::try_from(number).ok().map(Value::from));
            }
        }
    }
    edges.extend(
        [
            0.0, -0.0, 3.0, 255.0, 256.0, 3.5, -1.0, 0.5, 1e10, 1e18, 1e19, 2e19, 1e20, 1e300,
        ]
        .map(Value::from),
    );
    edges.extend([1e39, -1e39, 1e-300].map(Value::from));
    edges
}

/// Words, some of them valid and some almost valid.
fn words() -> Vec<&'static str> {
    vec![
        "",
        "a",
        "abc",
        "ABC",
        "größer",
        "http",
        "https",
        "ftp",
        "affinity",
        "antiaffinity",
        "New",
        "Pair",
        "Named",
        "Empty",
        "10.0.0.1",
        "10.0.0.256",
        "ada@example.org",
        "ada@",
        "1",
        "true",
        "2026-11-23T12:00:00+02:00",
        "2026-11-23 12:00",
        "2026-02-30T12:00:00Z",
        "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
        "a7eb257ed64644d39cbe6a765fb311e0",
    ]
}

/// Keys, most of them used by some input.
fn key() -> impl Strategy<Value = String> {
    let known = [
        "name",
        "port",
        "sizes",
        "size",
        "type",
        "content",
        "New",
        "Pair",
        "Named",
        "open",
        "image",
        "image_ref",
        "text",
        "int8",
        "a",
        "",
        "a/b",
        "~",
    ];
    prop_oneof![4 => select(known.to_vec()).prop_map(str::to_owned), 1 => "[a-z]{1,3}"]
}

#[test]
fn gathers_all_places_of_an_input() {
    let valid = json!({"a": [1, {"b/c": 2}]});
    let mut places = Vec::new();
    gather(&valid, "", &mut places);
    assert_eq!(places, ["/a/0", "/a/1/b~1c", "/a/1", "/a"]);
}
