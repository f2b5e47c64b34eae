//! Places of `impl` and `trait` blocks in a source file, found without its syntax tree, whose spans a macro cannot
//! read.

/// Line and column, both from 1.
type Place = (usize, usize);

/// The blocks whose functions are associated.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<(Place, Place)>);

impl Blocks {
    /// Finds the blocks of a source file.
    pub(super) fn of(source: &str) -> Self {
        let mut scanner = Scanner {
            rest: source.chars().collect(),
            at: 0,
            place: (1, 1),
            open: vec![Open::default()],
            blocks: Vec::new(),
        };
        while scanner.step() {}
        Self(scanner.blocks)
    }

    /// Returns whether an item at this place is directly inside such a block.
    pub(super) fn contain(&self, place: Place) -> bool {
        let mut blocks = self.0.iter();
        blocks.any(|(start, end)| *start < place && place < *end)
    }
}

/// An open delimiter.
#[derive(Default)]
struct Open {
    start: Place,
    /// The first keyword of the item that is being read inside.
    item: Option<String>,
    /// True for the braces of an `impl` or a trait.
    is_block: bool,
}

struct Scanner {
    rest: Vec<char>,
    at: usize,
    place: Place,
    open: Vec<Open>,
    blocks: Vec<(Place, Place)>,
}

impl Scanner {
    fn peek(&self, ahead: usize) -> char {
        self.rest.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn next(&mut self) -> char {
        let next = self.peek(0);
        self.at += 1;
        self.place = match next {
            '\n' => (self.place.0 + 1, 1),
            _ => (self.place.0, self.place.1 + 1),
        };
        next
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.next();
        }
    }

    fn starts_with(&self, text: &str) -> bool {
        let mut chars = text.chars().enumerate();
        chars.all(|(ahead, one)| self.peek(ahead) == one)
    }

    /// Reads one token. Returns false at the end.
    fn step(&mut self) -> bool {
        if self.at >= self.rest.len() {
            return false;
        }
        let next = self.peek(0);
        if self.starts_with("//") {
            while !matches!(self.peek(0), '\n' | '\0') {
                self.next();
            }
        } else if self.starts_with("/*") {
            self.comment();
        } else if next == '"' {
            self.text();
        } else if next == '\'' {
            self.character();
        } else if next.is_alphanumeric() || next == '_' {
            self.word();
        } else {
            self.mark();
        }
        true
    }

    fn comment(&mut self) {
        let mut depth = 0;
        loop {
            if self.starts_with("/*") {
                depth += 1;
                self.next();
            } else if self.starts_with("*/") {
                depth -= 1;
                self.next();
            }
            self.next();
            if depth == 0 || self.at >= self.rest.len() {
                return;
            }
        }
    }

    fn text(&mut self) {
        self.next();
        while self.at < self.rest.len() {
            match self.next() {
                '\\' => self.skip(1),
                '"' => return,
                _ => {}
            }
        }
    }

    /// Reads a character, or the quote of a lifetime.
    fn character(&mut self) {
        self.next();
        if self.peek(0) == '\\' {
            self.next();
            self.next();
            while self.at < self.rest.len() && self.next() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.next();
            self.next();
        }
    }

    fn word(&mut self) {
        let mut word = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            word.push(self.next());
        }
        let is_raw = matches!(word.as_str(), "r" | "br" | "cr");
        let mut marks = 0;
        while self.peek(marks) == '#' {
            marks += 1;
        }
        if is_raw && self.peek(marks) == '"' {
            return self.raw_text(marks);
        }
        let is_prefix = matches!(
            word.as_str(),
            "pub" | "unsafe" | "default" | "auto" | "const" | "async" | "extern"
        );
        if let Some(open) = self.open.last_mut().filter(|_| !is_prefix) {
            open.item.get_or_insert(word);
        }
    }

    fn raw_text(&mut self, marks: usize) {
        let end: String = std::iter::once('"')
            .chain("#".repeat(marks).chars())
            .collect();
        self.skip(marks + 1);
        while self.at < self.rest.len() && !self.starts_with(&end) {
            self.next();
        }
        self.skip(marks + 1);
    }

    fn mark(&mut self) {
        let start = self.place;
        match self.next() {
            opening @ ('{' | '(' | '[') => {
                let item = self.open.last().and_then(|open| open.item.as_deref());
                let is_block = opening == '{' && matches!(item, Some("impl" | "trait"));
                self.open.push(Open {
                    start,
                    item: None,
                    is_block,
                });
            }
            closing @ ('}' | ')' | ']') => {
                let closed = self.open.pop().unwrap_or_default();
                if closed.is_block {
                    self.blocks.push((closed.start, start));
                }
                if closing == '}' {
                    self.end_item();
                }
            }
            ';' => self.end_item(),
            _ => {}
        }
    }

    fn end_item(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.item = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Blocks;

    /// Returns whether the `@` in the text, which is not part of it, is inside a block.
    fn is_inside(text: &str) -> bool {
        let before = text.split('@').next().unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.lines().last().unwrap_or_default().chars().count() + 1;
        let column = if before.ends_with('\n') { 1 } else { column };
        Blocks::of(&text.replace('@', "")).contain((line, column))
    }

    #[test]
    fn functions_of_impls_and_traits_are_inside_blocks() {
        for text in [
            "impl Servers { @#[a] async fn stop() {} }",
            "impl<T> A<'_, T> for B {\n@#[a]\nasync fn stop() {}\n}",
            "pub(crate) unsafe trait T { fn f() -> char { '}' } @#[a] async fn stop(); }",
            "mod m { struct S; impl S { const X: &str = r#\"}\"}\"#; @#[a] async fn stop() {} } }",
            "/* impl { */ impl S { /* } /* } */ } */ // }\n @fn stop() {} }",
            "fn f<'a>(x: &'a str) {} impl S { @fn stop() {} }",
            "fn f() { impl S { @fn stop() {} } }",
        ] {
            assert!(is_inside(text), "{text}");
        }
    }

    #[test]
    fn free_functions_are_not_inside_blocks() {
        for text in [
            "@#[a] async fn stop() {}",
            "impl S { fn f() {} } @#[a] async fn stop() {}",
            "fn f() -> impl Send { 1 } mod m { @#[a] async fn stop() {} }",
            "const X: &str = \"impl S {\"; @#[a] async fn stop() {}",
            "fn f() -> impl Send { @#[a] async fn stop() {} }",
            "#[doc = \"x\"] pub mod m { @#[a] async fn stop() {} }",
            "const C: char = '{'; impl S { } const D: char = '\\''; @fn stop() {}",
        ] {
            assert!(!is_inside(text), "{text}");
        }
    }
}
