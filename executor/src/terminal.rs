//! [`Terminal`]: where output goes, and what it may look like there.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::args::ColorChoice;
use crate::environment::Environment;

/// The names of actions and other things to find at a glance.
pub(crate) const NAME: Style = Style::new().bold();
/// Marks such as "deprecated".
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default();
/// The word before an error.
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Where output goes, and what it may look like there.
pub(crate) struct Terminal<'a> {
    pub(crate) out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    out_in_color: bool,
    err_in_color: bool,
    /// Columns of the terminal, if standard output is one.
    pub(crate) width: Option<usize>,
    /// Columns in which progress can be shown in place, if standard error is a terminal.
    progress_width: Option<usize>,
    /// Whether progress stands on the last line of standard error.
    progress_is_shown: bool,
}

impl<'a> Terminal<'a> {
    /// Output that no person looks at.
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

    /// The output of this process.
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

    /// Takes the user's wishes into account.
    pub(crate) fn configure(&mut self, color: ColorChoice, verbose: bool, env: &Environment) {
        if let Some(columns) = env.get("COLUMNS").and_then(|columns| columns.parse().ok()) {
            self.width = Some(columns);
        }
        // A trace would end up in the middle of a line that is rewritten in place.
        if verbose || env.get("TERM").is_some_and(|term| term == "dumb") {
            self.progress_width = None;
        }
        let forced = match color {
            ColorChoice::Always => Some(true),
            ColorChoice::Never => Some(false),
            ColorChoice::Auto => env.get("NO_COLOR").map(|_| false),
        };
        self.out_in_color = forced.unwrap_or(self.out_in_color);
        self.err_in_color = forced.unwrap_or(self.err_in_color);
    }

    /// A text for standard output, styled if that is wanted.
    pub(crate) fn styled(&self, style: Style, text: impl Display) -> String {
        painted(self.out_in_color, style, text)
    }

    /// Tells something that is not part of the output. Nobody may be listening.
    pub(crate) fn note(&mut self, text: impl Display) {
        self.end_progress();
        let _ = writeln!(self.err, "{text}");
    }

    /// Tells an error, the first line of it after `error: `.
    pub(crate) fn error(&mut self, lines: &[String]) {
        self.end_progress();
        let word = painted(self.err_in_color, ERROR, "error:");
        let _ = writeln!(self.err, "{word} {}", lines.join("\n"));
    }

    /// Shows how far an action is: in place of the last report where that is possible.
    pub(crate) fn progress(&mut self, line: &str) {
        // What an action reports must not move the cursor.
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

    /// Removes the last report from the terminal.
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

/// The text, cut where it does not fit.
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
    fn progress_is_shown_in_place_and_goes_away() {
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
    fn color_is_for_terminals_and_who_asks_for_it() {
        let env =
            |no_color: &str| Environment::Given([("NO_COLOR".into(), no_color.into())].into());
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
        assert!(!colored(true, ColorChoice::Never, &env("")));
        assert!(colored(false, ColorChoice::Always, &env("1")));
    }
}
