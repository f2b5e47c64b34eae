//! Headings of Markdown, as targets of links.

use super::links::replace_links;

/// Returns the names by which links refer to the headings of a page.
pub(crate) fn headings(markdown: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let text = line.trim_start_matches('#');
        let level = line.len() - text.len();
        if is_code || !(1..=6).contains(&level) || !text.starts_with(' ') {
            continue;
        }
        let text = replace_links(text.trim(), |link| Some(link.text.to_owned()));
        let name: String = text
            .to_lowercase()
            .chars()
            .filter(|one| one.is_alphanumeric() || [' ', '-', '_'].contains(one))
            .map(|one| if one == ' ' { '-' } else { one })
            .collect();
        let same =
            |taken: &&String| **taken == name || taken.strip_prefix(&name).is_some_and(is_number);
        let count = names.iter().filter(same).count();
        names.push(if count == 0 {
            name
        } else {
            format!("{name}-{count}")
        });
    }
    names
}

/// Returns true for the ending of a repeated heading.
fn is_number(ending: &str) -> bool {
    ending
        .strip_prefix('-')
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

#[test]
fn names_of_headings_are_those_of_a_forge() {
    let markdown =
        "# One: `two`\n## A [b](c) d\n```\n# code\n```\n## One two\n#hashtag\n## A b d\n";
    assert_eq!(
        headings(markdown),
        ["one-two", "a-b-d", "one-two-1", "a-b-d-1"]
    );
}
