//! Messages in the string literals of Rust.
//!
//! In the code of a product, every literal with three plain words counts: an error, a log line, an argument of an
//! attribute (`#[error]`, `#[command(about)]`), a description in a table. The documentation of clap's arguments counts
//! as well, since `--help` prints it. In tests, most literals are input or expected output, so only the messages of
//! macros and of `expect` count there.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::Source;
use super::{Line, literal, markers};
use crate::command::Result;

/// Macros whose strings are messages, also in tests.
const MESSAGES: &[&str] = &[
    "anyhow",
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "debug",
    "ensure",
    "eprintln",
    "error",
    "format",
    "format_args",
    "info",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
    "write",
    "writeln",
];

/// Macros whose strings are data.
const DATA: &[&str] = &["json"];

/// Functions whose argument is a message, also in tests.
const FUNCTIONS: &[&str] = &["expect", "expect_err", "Err"];

/// Derives of clap: the documentation of the type is its help.
const CLAP: &[&str] = &["Args", "Parser", "Subcommand", "ValueEnum"];

/// Returns the lines of messages in a file.
pub(super) fn strings(source: &Source) -> Result<Vec<Line>> {
    let tokens =
        TokenStream::from_str(&source.text).map_err(|error| format!("{}: {error}", source.path))?;
    let mut reader = Reader {
        file: &source.path,
        lines: Vec::new(),
    };
    let scope = Scope {
        is_strict: source.is_test(),
        ..Scope::default()
    };
    reader.read(tokens, scope);
    Ok(reader.lines)
}

/// Rules for the literals in a group of tokens.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// True in tests and data: only messages count.
    is_strict: bool,
    /// True if documentation is help of a command line.
    is_clap: bool,
    /// True if the literals directly in this group are messages.
    is_message: bool,
}

struct Reader<'a> {
    file: &'a str,
    lines: Vec<Line>,
}

impl Reader<'_> {
    fn read(&mut self, tokens: TokenStream, scope: Scope) {
        let mut next_item = scope;
        let mut before: [Option<String>; 2] = [None, None];
        for token in tokens {
            let current = match &token {
                TokenTree::Literal(found) => {
                    if scope.is_message || !scope.is_strict {
                        self.add(&found.to_string(), found.span().start().line);
                    }
                    None
                }
                TokenTree::Punct(punct) => {
                    if punct.as_char() == ';' {
                        next_item = scope;
                    }
                    Some(punct.as_char().to_string())
                }
                TokenTree::Ident(ident) => Some(ident.to_string()),
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket && is_attribute(&before) =>
                {
                    self.read_attribute(group.stream(), scope, &mut next_item);
                    None
                }
                TokenTree::Group(group) => {
                    let inner = inner_scope(group.delimiter(), &before, next_item);
                    self.read(group.stream(), inner);
                    if group.delimiter() == Delimiter::Brace {
                        next_item = scope;
                    }
                    None
                }
            };
            before = [before[1].take(), current];
        }
    }

    /// Reads the content of `#[…]`; notes which kind of item follows.
    fn read_attribute(&mut self, content: TokenStream, scope: Scope, next_item: &mut Scope) {
        let text = content.to_string();
        let name = text.split([' ', '(', '=', ':']).next().unwrap_or_default();
        match name {
            "doc" if !scope.is_clap => {}
            "cfg" | "test" | "tokio" => {
                next_item.is_strict |= words(&text).any(|word| word == "test");
            }
            "derive" => next_item.is_clap |= words(&text).any(|word| CLAP.contains(&word)),
            _ => self.read(content, scope),
        }
    }

    fn add(&mut self, found: &str, number: usize) {
        let Some(value) = literal::value(found) else {
            return;
        };
        for text in value.lines() {
            let text = markers::without_arguments(text.trim());
            if is_prose(&text) {
                self.lines.push(Line {
                    file: self.file.to_owned(),
                    number,
                    text,
                });
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|one: char| !one.is_alphanumeric() && one != '_')
}

/// Returns true if the tokens before a group in brackets are `#` or `#!`.
fn is_attribute(before: &[Option<String>; 2]) -> bool {
    match before {
        [_, Some(last)] if last == "#" => true,
        [Some(first), Some(last)] => first == "#" && last == "!",
        _ => false,
    }
}

fn inner_scope(delimiter: Delimiter, before: &[Option<String>; 2], outer: Scope) -> Scope {
    let name = match before {
        [Some(name), Some(mark)] if mark == "!" => name,
        [_, Some(name)] if delimiter == Delimiter::Parenthesis => name,
        _ => "",
    };
    let is_macro = before[1].as_deref() == Some("!");
    let list = if is_macro { MESSAGES } else { FUNCTIONS };
    Scope {
        is_message: list.contains(&name),
        is_strict: outer.is_strict || is_macro && DATA.contains(&name),
        ..outer
    }
}

/// Returns true if a text has three words of letters. `x` stands for code and arguments.
pub(super) fn is_prose(text: &str) -> bool {
    let is_word = |word: &&str| {
        let word = word.trim_matches(['.', ',', ':', ';', '!', '?', '(', ')', '"', '\'']);
        !matches!(word, "" | "x")
            && word
                .chars()
                .all(|one| one.is_alphabetic() || one == '\'' || one == '-')
    };
    text.split_whitespace().filter(is_word).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::source::Language;

    fn texts(path: &str, text: &str) -> Vec<String> {
        let source = Source {
            path: path.into(),
            language: Language::Rust,
            text: text.into(),
        };
        let lines = strings(&source).unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    const CODE: &str = r#"
        /// Not a message of three words.
        #[derive(Debug, Args)]
        struct Options {
            /// Print a long list
            #[arg(help = "in an attribute here")]
            list: bool,
        }
        /// Not in help either.
        const X: &str = "a constant with words\nand a second line";
        fn f() -> Result<(), String> {
            info!(x = 1, "the log line {x}");
            let code = json!({"a": "data is not prose"});
            x.expect("the expected thing is");
            Err(format!("no such file {}", name("an argument of three")))
        }
        #[cfg(test)]
        mod tests {
            fn t() { f("an input of tests").expect("the test has files"); assert!(x, "this is a message"); }
        }
        fn g() { "the end of it" }
    "#;

    #[test]
    fn messages_are_found_in_code() {
        let expected = [
            "Print a long list",
            "in an attribute here",
            "a constant with words",
            "and a second line",
            "the log line x",
            "the expected thing is",
            "no such file x",
            "an argument of three",
            "the test has files",
            "this is a message",
            "the end of it",
        ];
        assert_eq!(texts("a/src/x.rs", CODE), expected);
    }

    #[test]
    fn tests_have_messages_of_macros_only() {
        let text = r#"fn t() { f("an input of tests"); assert!(x, "this is a message"); }"#;
        assert_eq!(texts("a/tests/x.rs", text), ["this is a message"]);
    }
}
