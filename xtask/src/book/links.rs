//! Links in Markdown.

use std::ops::Range;

/// A link `[text](target)`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    pub(crate) text: &'a str,
    pub(crate) target: &'a str,
    /// Place of the whole link.
    place: Range<usize>,
}

/// Returns all links outside of code.
pub(crate) fn links(markdown: &str) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    // Places of the brackets that are open.
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(byte) = markdown.as_bytes().get(at) {
        let is_line_start = at == 0 || markdown.as_bytes()[at - 1] == b'\n';
        if is_line_start && let Some(length) = fenced_length(&markdown[at..]) {
            open.clear();
            at += length;
            continue;
        }
        match byte {
            b'`' => {
                at += code_length(&markdown[at..]);
                continue;
            }
            // The end of a paragraph.
            b'\n' if markdown[at + 1..].starts_with('\n') => open.clear(),
            b'\\' => at += 1,
            b'[' => open.push(at),
            b']' => {
                let start = open.pop();
                let target = markdown[at + 1..].strip_prefix('(');
                let target = target.and_then(|rest| rest.split_once(')'));
                if let (Some(start), Some((target, _))) = (start, target) {
                    let end = at + 2 + target.len() + 1;
                    links.push(Link {
                        text: &markdown[start + 1..at],
                        target,
                        place: start..end,
                    });
                    at = end;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    links
}

/// Returns the Markdown with each link for which `replace` returns a text replaced by that text.
pub(crate) fn replace_links(
    markdown: &str,
    replace: impl Fn(&Link<'_>) -> Option<String>,
) -> String {
    let mut replaced = String::new();
    let mut at = 0;
    for link in links(markdown) {
        if let Some(text) = replace(&link) {
            replaced.push_str(&markdown[at..link.place.start]);
            replaced.push_str(&text);
            at = link.place.end;
        }
    }
    replaced + &markdown[at..]
}

/// Returns the length of a fenced block of code at the start of the text.
fn fenced_length(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let fence: String = line
        .trim_start()
        .chars()
        .take_while(|&one| one == '`')
        .collect();
    if fence.len() < 3 {
        return None;
    }
    let mut length = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        length += line.len();
        if index > 0 && line.trim() == fence {
            break;
        }
    }
    Some(length)
}

/// Returns the length of the code in backticks at the start of the text, or of the backticks if nothing closes them.
fn code_length(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (fence, rest) = text.split_at(ticks);
    let paragraph = rest.split("\n\n").next().unwrap_or_default();
    let mut at = 0;
    while let Some(found) = paragraph[at..].find(fence) {
        let start = at + found;
        let closing = &paragraph[start..];
        let length = closing.len() - closing.trim_start_matches('`').len();
        if length == ticks {
            return ticks + start + ticks;
        }
        at = start + length;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(markdown: &str) -> Vec<&str> {
        links(markdown).iter().map(|link| link.target).collect()
    }

    #[test]
    fn links_are_found_outside_of_code() {
        assert_eq!(
            targets("a [b](c.md#d), [`e`](f) and [g\nh](i)."),
            ["c.md#d", "f", "i"]
        );
        assert_eq!(targets("`[a](b)` ``c ` [d](e)`` [f](g)"), ["g"]);
        assert_eq!(targets("```rust\nlet a = [b](c);\n```\n[d](e)"), ["e"]);
        assert_eq!(
            targets("[a] (b), \\[c](d), #[mistral_action(name = \"e\")]"),
            [""; 0]
        );
        assert_eq!(targets("an open [\n\nnew paragraph](a)"), [""; 0]);
    }

    #[test]
    fn replaced_link_leaves_the_rest() {
        let text = replace_links("a [`b`](c) [d](e) f", |link| {
            (link.target == "c").then(|| link.text.to_owned())
        });
        assert_eq!(text, "a `b` [d](e) f");
    }
}
