//! The phrases to look for.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Words and phrases for which the style guide has a plain one.
const PHRASES: &[&str] = &[
    r"tell|tells|told|anew|nobody|whoever|whomever|for\x20ever|mend|mends|mended|blame|blames|begun",
    r"by\x20itself|of\x20its\x20own|of\x20one's\x20own|trial|trials|is\x20no\x20\w+|are\x20no\x20\w+",
    r"by\x20what|of\x20what|in\x20what|is\x20to\x20be|are\x20to\x20be",
    r"lacks|beside|besides|likewise|thereby|whereupon|hitherto|shall",
];

/// Beginnings of a line that is a clause where a noun phrase or a verb is expected.
const BEGINNINGS: &str =
    r"What|That\x20which|Which|Whether|Who|Whose|Nobody|Nothing|Where|More,|Longer,";

static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    let phrases = PHRASES.join("|");
    compile(&format!(r"(?i)\b(?:{phrases})\b|^(?:{BEGINNINGS})\b"))
});

static QUESTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:What|Which|Whether|Who|Whose|Nobody|Nothing)\b"));

static RIDDLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:what|which|who|whose|nobody|nothing|so_|and_|only_|as_|of_|one_|another_|it_|that_)",
    )
});

static CODE: LazyLock<Regex> = LazyLock::new(|| compile(r"`[^`]*`"));

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| compile(r"\{[^{}]*\}"));

fn compile(expression: &str) -> Regex {
    Regex::new(expression).expect("a constant expression is valid")
}

/// Returns true if a line contains a phrase.
pub(super) fn is_marked(text: &str) -> bool {
    PHRASE.is_match(text)
}

/// Returns true if a line of documentation begins with a question word.
pub(super) fn is_question(text: &str) -> bool {
    QUESTION.is_match(text)
}

/// Returns true if the name of a test begins like the middle of a sentence.
pub(super) fn is_riddle(name: &str) -> bool {
    RIDDLE.is_match(name)
}

/// The text with `x` in place of quoted code.
pub(super) fn without_code(text: &str) -> String {
    CODE.replace_all(text, "x").into_owned()
}

/// The text of a format string with `x` in place of arguments and quoted code.
pub(super) fn without_arguments(text: &str) -> String {
    PLACEHOLDER
        .replace_all(&without_code(text), "x")
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert!(is_marked("it lacks a name"));
        assert!(is_marked("There IS NO broker"));
        assert!(is_marked("what it does"));
        assert!(!is_marked("somewhat besided"));
        assert!(!is_marked("it says what it does"));
    }

    #[test]
    fn quoted_code_is_ignored() {
        assert!(!is_marked(&without_code("calls `tell` and `shall`")));
        assert!(!is_marked(&without_arguments("no {nobody} here")));
    }

    #[test]
    fn riddles_are_found_by_their_first_word() {
        assert!(is_riddle("what_is_wrong"));
        assert!(!is_riddle("wrong_input_fails"));
    }
}
