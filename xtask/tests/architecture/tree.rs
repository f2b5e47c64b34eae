//! Paths in tokens of Rust.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Paths that a file names.
#[derive(Default)]
pub(crate) struct Paths {
    /// Paths of `use` items.
    pub(crate) uses: Vec<Use>,
    /// Other paths that begin with `crate`, `self` or `super`.
    pub(crate) others: Vec<Vec<String>>,
}

/// One path of a `use` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// Segments. A glob ends with `*`.
    pub(crate) path: Vec<String>,
    /// The name under which the path is imported.
    pub(crate) name: String,
    /// True for `pub use`, which gives other modules access to the path.
    pub(crate) is_public: bool,
}

impl Paths {
    /// Reads tokens, without the items that only tests have.
    pub(crate) fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut is_public = false;
        let mut is_test = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Ident(word) if *word == "pub" => {
                    is_public = true;
                    // The group of `pub(crate)`.
                    at += usize::from(is_group(tokens.get(at), Delimiter::Parenthesis));
                    continue;
                }
                TokenTree::Ident(word) if *word == "use" => {
                    let end = at
                        + tokens[at..]
                            .iter()
                            .take_while(|token| !is_punct(token, ';'))
                            .count();
                    if !is_test {
                        self.read_use(&tokens[at..end], &[], is_public);
                    }
                    at = end;
                }
                TokenTree::Ident(word)
                    if ["crate", "self", "super"].contains(&word.to_string().as_str()) =>
                {
                    let (path, end) = path_at(&tokens, at - 1);
                    at = end;
                    if path.len() > 1 && !is_test {
                        self.others.push(path);
                    }
                }
                TokenTree::Group(group) if is_attribute(&tokens, at - 1) => {
                    is_test |= is_cfg_test(group);
                    continue;
                }
                TokenTree::Group(group) => {
                    if !is_test {
                        self.read(group.stream());
                    }
                    if group.delimiter() == Delimiter::Brace {
                        is_test = false;
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
                _ => {}
            }
            is_public = false;
        }
    }

    /// Reads the tokens of a `use` item, or of one branch of it.
    fn read_use(&mut self, tokens: &[TokenTree], prefix: &[String], is_public: bool) {
        let mut path = prefix.to_vec();
        let mut name = None;
        let mut tokens = tokens.iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(word) if *word == "as" => {
                    name = tokens.next().map(ToString::to_string);
                }
                TokenTree::Ident(word) if *word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == '*' => path.push("*".into()),
                TokenTree::Group(group) => {
                    let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in branches.split(|token| is_punct(token, ',')) {
                        self.read_use(branch, &path, is_public);
                    }
                    return;
                }
                _ => {}
            }
        }
        if let Some(last) = path.last() {
            let name = name.unwrap_or_else(|| last.clone());
            self.uses.push(Use {
                path,
                name,
                is_public,
            });
        }
    }
}

/// Returns the segments of the path at an index, and the index behind it.
fn path_at(tokens: &[TokenTree], start: usize) -> (Vec<String>, usize) {
    let mut path = vec![tokens[start].to_string()];
    let mut at = start + 1;
    while let [first, second, TokenTree::Ident(segment), ..] = &tokens[at..]
        && is_punct(first, ':')
        && is_punct(second, ':')
    {
        path.push(segment.to_string());
        at += 3;
    }
    (path, at)
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Returns true if the group at this index is that of `#[…]`.
fn is_attribute(tokens: &[TokenTree], at: usize) -> bool {
    is_group(tokens.get(at), Delimiter::Bracket) && at > 0 && is_punct(&tokens[at - 1], '#')
}

fn is_cfg_test(attribute: &Group) -> bool {
    let text: String = attribute
        .stream()
        .into_iter()
        .map(|token| token.to_string())
        .collect();
    text == "cfg(test)"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str) -> (Vec<String>, Vec<String>) {
        let mut paths = Paths::default();
        paths.read(code.parse().unwrap());
        let uses = paths.uses.iter().map(|found| {
            let public = if found.is_public { "pub " } else { "" };
            format!("{public}{} as {}", found.path.join("::"), found.name)
        });
        let others = paths.others.iter().map(|path| path.join("::"));
        (uses.collect(), others.collect())
    }

    #[test]
    fn branches_of_a_use_become_paths() {
        let (uses, _) = read("pub(crate) use crate::{a::{self, B as C}, d::*}; use super::e;");
        let expected = [
            "pub crate::a as a",
            "pub crate::a::B as C",
            "pub crate::d::* as *",
            "super::e as e",
        ];
        assert_eq!(uses, expected);
    }

    #[test]
    fn paths_in_bodies_and_macros_are_found() {
        let (_, others) = read("fn f(&self) { self.g(crate::a::B::new()); write!(x, self::C) }");
        assert_eq!(others, ["crate::a::B::new", "self::C"]);
    }

    #[test]
    fn items_of_tests_are_ignored() {
        let (uses, others) = read(
            "#[cfg(test)] use crate::a; #[cfg(test)] mod tests { use crate::b; } fn f() { crate::c() }",
        );
        assert!(uses.is_empty(), "{uses:?}");
        assert_eq!(others, ["crate::c"]);
    }
}
