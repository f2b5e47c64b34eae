//! Changes of every schema inside a schema.

use serde_json::{Map, Value};

use super::node::{LISTS, MAPS, SINGLE};

/// Calls `change` with the keywords of each schema inside a schema, the innermost first.
pub(crate) fn rewrite(schema: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    let Value::Object(keywords) = schema else {
        return;
    };
    for name in SINGLE {
        if let Some(inner) = keywords.get_mut(name) {
            rewrite(inner, change);
        }
    }
    for name in LISTS {
        let list = keywords.get_mut(name).and_then(Value::as_array_mut);
        for inner in list.into_iter().flatten() {
            rewrite(inner, change);
        }
    }
    for name in MAPS {
        let map = keywords.get_mut(name).and_then(Value::as_object_mut);
        for (_, inner) in map.into_iter().flatten() {
            rewrite(inner, change);
        }
    }
    change(keywords);
}
