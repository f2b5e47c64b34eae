//! The examples in a schema, checked against it.

use super::{Node, validate};

/// Returns a sentence for each example that its own schema does not accept.
pub(crate) fn invalid_examples(root: Node<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    check(root, "", &mut problems);
    for (name, definition) in root.map("$defs") {
        check(definition, name, &mut problems);
    }
    problems
}

fn check(node: Node<'_>, path: &str, problems: &mut Vec<String>) {
    let examples = node.keyword("examples").and_then(|all| all.as_array());
    for example in examples.into_iter().flatten() {
        let found = validate::problems_of(example, node, "");
        let found = found.iter().map(ToString::to_string);
        problems
            .extend(found.map(|problem| format!("the example {example} of `{path}`: {problem}")));
    }
    let members: Vec<_> = node.map("properties").collect();
    for (name, member) in &members {
        let path = if path.is_empty() {
            (*name).to_owned()
        } else {
            format!("{path}.{name}")
        };
        check(*member, &path, problems);
    }
    let is_member = |one: &Node<'_>| {
        let mut members = members.iter();
        members.any(|(_, member)| std::ptr::eq(member.schema(), one.schema()))
    };
    for inner in node.inner().filter(|one| !is_member(one)) {
        check(inner, path, problems);
    }
}
