//! Checks that the runtime can be named: as the dependency `mistral_actions`, or by the option `crate`.

use std::sync::OnceLock;

/// Returns the message if the crate that is being compiled has no dependency `mistral_actions`. All generated code
/// names it, and rustc would report every place.
pub(crate) fn problem() -> Option<&'static str> {
    static PROBLEM: OnceLock<Option<String>> = OnceLock::new();
    // The arguments are rustc's: the macro runs inside it. An editor's macro server has none of these.
    PROBLEM
        .get_or_init(|| problem_in(&std::env::args().collect::<Vec<_>>()))
        .as_deref()
}

fn problem_in(arguments: &[String]) -> Option<String> {
    let values = |option: &'static str| {
        arguments
            .iter()
            .enumerate()
            .filter_map(move |(index, argument)| {
                let rest = argument.strip_prefix(option)?;
                match rest.strip_prefix('=') {
                    Some(value) => Some(value),
                    None if rest.is_empty() => arguments.get(index + 1).map(String::as_str),
                    None => None,
                }
            })
    };
    if values("--crate-name").any(|name| name == "mistral_actions") {
        return None;
    }
    // `--extern priv:name=path`
    let mut externs = values("--extern")
        .map(|value| {
            let (name, path) = value.split_once('=').unwrap_or((value, ""));
            (name.rsplit(':').next().unwrap_or(name), path)
        })
        .peekable();
    externs.peek()?;
    let mut renamed = None;
    for (name, path) in externs {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        if name == "mistral_actions" {
            return None;
        }
        if file.starts_with("libmistral_actions-") {
            renamed = Some(name);
        }
    }
    Some(match renamed {
        Some(name) => format!(
            "the crate `mistral-actions` is a dependency under the name `{name}`: add the option `crate = {name}`"
        ),
        None => "the crate `mistral-actions` is not a dependency of this crate: add it, or name the path of a re-export with the option `crate = path`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    fn problem(arguments: &str) -> Option<String> {
        let arguments: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
        super::problem_in(&arguments)
    }

    #[test]
    fn renamed_dependency_is_named() {
        let renamed = problem(
            "rustc --crate-name x --extern priv:ma=/d/libmistral_actions-12ab.rmeta --extern serde=/d/libserde-1.rmeta",
        );
        assert!(renamed.unwrap().ends_with("add the option `crate = ma`"));
        let missing = problem("rustc --extern facade=/d/libfacade-12ab.rmeta");
        assert!(missing.unwrap().contains("`crate = path`"));
    }

    #[test]
    fn dependency_under_its_own_name_is_found() {
        for arguments in [
            "rustc --extern mistral_actions=/d/libmistral_actions-12ab.rlib",
            "rustdoc --extern=mistral_actions=/d/libmistral_actions-12ab.rlib",
            "rustc --crate-name mistral_actions --extern serde=/d/libserde-1.rmeta",
            "rust-analyzer-proc-macro-srv",
            "rustc --crate-name x",
        ] {
            assert_eq!(problem(arguments), None, "{arguments}");
        }
    }
}
