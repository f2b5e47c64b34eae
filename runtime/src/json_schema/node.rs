//! [`Node`]: a schema together with the schema that holds its definitions.

use serde_json::{Map, Value};

/// Keywords that hold one schema.
pub(super) const SINGLE: [&str; 11] = [
    "additionalProperties",
    "items",
    "contains",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Keywords that hold a list of schemas.
pub(super) const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords that hold schemas by name. The names are not keywords: a property can be called `default`.
pub(super) const MAPS: [&str; 5] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

/// A schema together with the schema that holds its definitions.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    schema: &'a Value,
    root: &'a Value,
}

impl<'a> Node<'a> {
    /// Creates a node for a part of `root`.
    pub fn new(schema: &'a Value, root: &'a Value) -> Self {
        Self { schema, root }
    }

    /// Creates a node for a whole schema.
    pub fn root(root: &'a Value) -> Self {
        Self::new(root, root)
    }

    /// Creates a node for another part of the same schema.
    pub(super) fn at(self, schema: &'a Value) -> Self {
        Self::new(schema, self.root)
    }

    /// Returns the schema itself.
    pub fn schema(self) -> &'a Value {
        self.schema
    }

    /// Returns the schema that holds the definitions.
    pub(crate) fn definitions(self) -> &'a Value {
        self.root
    }

    /// Returns the value of a keyword.
    pub fn keyword(self, name: &str) -> Option<&'a Value> {
        self.schema.get(name)
    }

    /// Returns the name of the definition that the schema refers to.
    pub(crate) fn reference(self) -> Option<&'a str> {
        self.keyword("$ref")?.as_str()
    }

    /// Returns the definition that the schema refers to.
    pub(crate) fn target(self) -> Option<Self> {
        let path = self.reference()?.strip_prefix('#')?;
        let target = self.at(self.root.pointer(path)?);
        (!std::ptr::eq(target.schema, self.schema)).then_some(target)
    }

    /// Follows references to the first schema that is none.
    pub fn resolved(self) -> Self {
        const LONGEST_CHAIN: usize = 16;
        let mut node = self;
        for _ in 0..LONGEST_CHAIN {
            match node.target() {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// Returns the schemas in a keyword that holds a list.
    pub(crate) fn list(self, keyword: &str) -> impl Iterator<Item = Self> + Clone + use<'a> {
        let list = self.keyword(keyword).and_then(Value::as_array);
        let list = list.into_iter().flatten();
        list.map(move |schema| self.at(schema))
    }

    /// Returns the schemas that a value must satisfy as well: the target of the reference and `allOf`.
    pub(crate) fn parts(self) -> impl Iterator<Item = Self> + use<'a> {
        self.target().into_iter().chain(self.list("allOf"))
    }

    /// Returns the schemas of which a value satisfies one.
    pub(crate) fn alternatives(self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        self.list("anyOf").chain(self.list("oneOf"))
    }

    /// Returns the schemas in a keyword that holds them by name.
    pub(crate) fn map(self, keyword: &str) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let map = self.keyword(keyword).and_then(Value::as_object);
        let members = map.into_iter().flatten();
        members.map(move |(name, schema)| (name.as_str(), self.at(schema)))
    }

    /// Returns the schema in a keyword that holds one, unless it is true or false.
    pub(crate) fn single(self, keyword: &str) -> Option<Self> {
        let schema = self.keyword(keyword)?;
        schema.is_object().then(|| self.at(schema))
    }

    /// Returns the names of the required members.
    pub(crate) fn required(self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let names = self.keyword("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Returns the name of the sibling that a property is an alias of: its schema refers to the sibling's.
    pub(crate) fn alias_of(self) -> Option<&'a str> {
        let (parent, name) = self.reference()?.rsplit_once('/')?;
        let is_property = parent.ends_with("/properties") && parent.starts_with('#');
        is_property.then_some(name)
    }

    /// Returns the aliases of a property of this schema.
    pub(crate) fn aliases_of(self, name: &str) -> Vec<&'a str> {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let aliases = self.map("properties");
        let aliases = aliases.filter(|(_, one)| one.alias_of() == Some(&escaped));
        aliases.map(|(alias, _)| alias).collect()
    }

    /// Returns the schema of a member, or `None` if the schema does not describe it.
    pub fn member(self, key: &str) -> Option<Self> {
        self.find(&mut Vec::new(), &|node| {
            let property = node
                .keyword("properties")
                .and_then(|properties| properties.get(key))
                .map(|schema| node.at(schema));
            let by_pattern = || {
                let mut patterns = node.map("patternProperties");
                patterns
                    .find(|(pattern, _)| super::format_pattern::matches(pattern, key))
                    .map(|(_, schema)| schema)
            };
            property
                .or_else(by_pattern)
                .or_else(|| node.single("additionalProperties"))
        })
    }

    /// Returns the schema of an item, or `None` if the schema does not describe it.
    pub fn item(self, index: usize) -> Option<Self> {
        self.find(&mut Vec::new(), &|node| {
            let by_index = node.list("prefixItems").nth(index);
            by_index.or_else(|| node.single("items"))
        })
    }

    /// Searches the schema, its parts and its alternatives.
    fn find(
        self,
        followed: &mut Vec<&'a str>,
        search: &dyn Fn(Self) -> Option<Self>,
    ) -> Option<Self> {
        if let Some(reference) = self.reference() {
            if followed.contains(&reference) {
                return None;
            }
            followed.push(reference);
        }
        search(self).or_else(|| {
            let mut others = self.parts().chain(self.alternatives());
            others.find_map(|node| node.find(followed, search))
        })
    }

    /// Returns whether the schema marks the value as a secret.
    pub(crate) fn is_secret(self) -> bool {
        self.keyword("writeOnly") == Some(&Value::Bool(true))
    }

    /// Returns whether a value of this schema may hold a secret anywhere.
    pub fn may_hold_secret(self) -> bool {
        self.any(&mut Vec::new(), &Self::is_secret)
    }

    /// Returns whether the schema, or any schema inside it or that it refers to, has a property.
    pub(crate) fn any(self, followed: &mut Vec<&'a str>, has: &dyn Fn(Self) -> bool) -> bool {
        if has(self) {
            return true;
        }
        if let Some(reference) = self.reference()
            && !followed.contains(&reference)
        {
            followed.push(reference);
            if let Some(target) = self.target()
                && target.any(followed, has)
            {
                return true;
            }
        }
        self.inner().any(|node| node.any(followed, has))
    }

    /// Returns the schemas directly inside this one, definitions excepted.
    pub(crate) fn inner(self) -> impl Iterator<Item = Self> + use<'a> {
        let singles = SINGLE.into_iter().filter_map(move |name| self.single(name));
        let lists = LISTS.into_iter().flat_map(move |name| self.list(name));
        let maps = MAPS.into_iter().filter(|name| !is_definitions(name));
        let maps = maps.flat_map(move |name| self.map(name).map(|(_, schema)| schema));
        singles.chain(lists).chain(maps)
    }

    /// Returns the keywords as a map.
    pub(crate) fn keywords(self) -> Option<&'a Map<String, Value>> {
        self.schema.as_object()
    }
}

pub(super) fn is_definitions(keyword: &str) -> bool {
    matches!(keyword, "$defs" | "definitions")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Node;

    #[test]
    fn members_named_like_keywords_are_members() {
        let root = json!({"properties": {
            "default": {"writeOnly": true}, "enum": {"type": "integer"}, "properties": {"type": "null"},
        }});
        let node = Node::root(&root);
        assert_eq!(node.member("enum").unwrap().schema()["type"], "integer");
        assert_eq!(node.member("properties").unwrap().schema()["type"], "null");
        assert!(node.may_hold_secret());
        let values = json!({"default": {"writeOnly": true}, "const": {"writeOnly": true}});
        assert!(!Node::root(&values).may_hold_secret());
    }

    #[test]
    fn members_are_found_behind_references_alternatives_and_patterns() {
        let root = json!({
            "$ref": "#/$defs/A",
            "$defs": {
                "A": {"oneOf": [{"type": "null"}, {"allOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/A"}]}]},
                "B": {"patternProperties": {"^\\d+$": {"type": "boolean"}}},
            },
        });
        let node = Node::root(&root);
        assert_eq!(node.member("7").unwrap().schema()["type"], "boolean");
        assert!(node.member("x").is_none());
        assert!(node.item(0).is_none());
    }
}
