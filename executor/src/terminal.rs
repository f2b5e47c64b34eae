//! [`Terminal`]: standard output and standard error, with color and progress.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::args::ColorChoice;
use crate::environment::Environment;

/// Style of names and headings.
pub(crate) const NAME: Style = Style::new().bold();
/// Style of marks such as "deprecated".
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default();
/// Style of the word before an error.
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Standard output and standard error, with color and progress.
pub(crate) struct Terminal<'a> {
    pub(crate) out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    out_in_color: bool,
    err_in_color: bool,
    /// Columns of standard output if it is a terminal.
    pub(crate) width: Option<usize>,
    /// Columns of standard error if it is a terminal on which progress can be updated in place.
    progress_width: Option<usize>,
    /// True while the last line of standard error shows progress.
    progress_is_shown: bool,
}

impl<'a> Terminal<'a> {
    /// Returns output without color, width and progress in place.
    pub(crate) fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            out_in_color: false,
            err_in_color: false,
            width: None,
            progress_width: None,
            progress_is_shown: false,
        }
    }

    /// Returns the output of this process.
    pub(crate) fn of_process(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let size_of_out = terminal_size::terminal_size_of(io::stdout());
        let size_of_err = terminal_size::terminal_size_of(io::stderr());
        let columns = |(width, _): (terminal_size::Width, _)| usize::from(width.0);
        Self {
            out_in_color: io::stdout().is_terminal(),
            err_in_color: io::stderr().is_terminal(),
            width: size_of_out.map(columns),
            progress_width: size_of_err.map(columns),
            ..Self::plain(out, err)
        }
    }

    /// Applies the options and environment variables of the user.
    pub(crate) fn configure(&mut self, color: ColorChoice, verbose: bool, env: &Environment) {
        if let Some(columns) = env.get("COLUMNS").and_then(|columns| columns.parse().ok()) {
            self.width = Some(columns);
        }
        let is_dumb = env.get("TERM").is_some_and(|term| term == "dumb");
        // A trace would break a line that is updated in place.
        if verbose || is_dumb {
            self.progress_width = None;
        }
        let forced = match color {
            ColorChoice::Always => Some(true),
            ColorChoice::Never => Some(false),
            ColorChoice::Auto => (is_dumb || env.get("NO_COLOR").is_some()).then_some(false),
        };
        self.out_in_color = forced.unwrap_or(self.out_in_color);
        self.err_in_color = forced.unwrap_or(self.err_in_color);
    }

    /// Returns a text for standard output, styled if colors are enabled.
    pub(crate) fn styled(&self, style: Style, text: impl Display) -> String {
        painted(self.out_in_color, style, text)
    }

    /// Prints a note to standard error. Ignores errors: standard error may be closed.
    pub(crate) fn note(&mut self, text: impl Display) {
        self.end_progress();
        let _ = writeln!(self.err, "{text}");
    }

    /// Prints an error with `error: ` before its first line.
    pub(crate) fn error(&mut self, lines: &[String]) {
        self.end_progress();
        let word = painted(self.err_in_color, ERROR, "error:");
        let _ = writeln!(self.err, "{word} {}", lines.join("\n"));
    }

    /// Shows the progress of an action, in place of the previous report if standard error is a terminal.
    pub(crate) fn progress(&mut self, line: &str) {
        // Control characters could move the cursor.
        let line: String = line
            .chars()
            .map(|one| if one.is_control() { ' ' } else { one })
            .collect();
        if let Some(width) = self.progress_width {
            let line = shortened(&line, width.saturating_sub(1));
            let _ = write!(self.err, "\r\x1b[2K{line}");
            self.progress_is_shown = true;
        } else {
            let _ = writeln!(self.err, "{line}");
        }
        let _ = self.err.flush();
    }

    /// Clears the progress from the terminal.
    pub(crate) fn end_progress(&mut self) {
        if std::mem::take(&mut self.progress_is_shown) {
            let _ = write!(self.err, "\r\x1b[2K");
            let _ = self.err.flush();
        }
    }
}

fn painted(in_color: bool, style: Style, text: impl Display) -> String {
    if in_color {
        format!("{style}{text}{style:#}")
    } else {
        text.to_string()
    }
}

/// Returns the text, truncated to `width` characters.
pub(crate) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_updated_in_place_and_cleared() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        terminal.progress_width = Some(10);
        terminal.progress("half of\nthe way");
        terminal.note("done");
        assert_eq!(
            String::from_utf8(err).unwrap(),
            "\r\x1b[2Khalf of…\r\x1b[2Kdone\n"
        );
    }

    #[test]
    fn color_requires_terminal_or_option() {
        let given =
            |name: &str, value: &str| Environment::Given([(name.into(), value.into())].into());
        let env = |no_color: &str| given("NO_COLOR", no_color);
        let colored = |is_terminal, choice, env: &Environment| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut terminal = Terminal::plain(&mut out, &mut err);
            terminal.out_in_color = is_terminal;
            terminal.configure(choice, false, env);
            terminal.styled(NAME, "x") != "x"
        };
        assert!(colored(true, ColorChoice::Auto, &env("")));
        assert!(!colored(false, ColorChoice::Auto, &env("")));
        assert!(!colored(true, ColorChoice::Auto, &env("1")));
        assert!(!colored(true, ColorChoice::Auto, &given("TERM", "dumb")));
        assert!(colored(true, ColorChoice::Auto, &given("TERM", "xterm")));
        assert!(colored(true, ColorChoice::Always, &given("TERM", "dumb")));
        assert!(!colored(true, ColorChoice::Never, &env("")));
        assert!(colored(false, ColorChoice::Always, &env("1")));
    }
}
