//! Runs one call: starts an async runtime, shows progress, handles Ctrl-C, suppresses messages of panics.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::prelude::CancellationToken;
use mistral_actions::progress::ProgressUpdate;
use mistral_actions::{ActionDescriptor, ActionRequest, Dispatcher};

use crate::context::Contexts;
use crate::failure::Failure;
use crate::index::Index;
use crate::interrupt;
use crate::panics::{PanicPlace, QuietPanics};
use crate::runtime;
use crate::session::Session;

/// An event of a running call, sent to the thread that prints.
enum Event<T> {
    Progress(ProgressUpdate),
    /// The result of the call, or the payload of a panic of the command line's own code.
    Ended(thread::Result<T>),
}

/// A request with the dispatcher that serves it.
pub(crate) struct Call {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) request: ActionRequest,
}

/// Runs one call to its end and returns its result.
///
/// `work` runs on a separate thread, so that this one can show the progress of an action that blocks its thread.
pub(crate) fn run_call<T, F>(
    session: &mut Session<'_>,
    mut watch: BlockedThreadWatch,
    request: ActionRequest,
    contexts: Contexts,
    work: impl FnOnce(Call) -> F + Send,
) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>>,
{
    // The size of the main thread's stack, for actions that recurse.
    const STACK_SIZE: usize = 8 << 20;
    let runtime = runtime::start()?;
    let dispatcher = {
        // Layers may start tasks when they are built.
        let _entered = runtime.enter();
        build(std::mem::take(&mut session.builder), &session.index)?
    };
    let cancellation = CancellationToken::new();
    let (events, inbox) = mpsc::channel();
    let progress = events.clone();
    let request = request
        .security(contexts.security)
        .execution(contexts.execution)
        .cancellation(cancellation.clone())
        .progress(Arc::new(move |update| {
            // Fails if the action continues after the end of the call.
            let _ = progress.send(Event::Progress(update));
        }));
    if session.owns_process {
        interrupt::listen(cancellation.clone())
            .map_err(|error| Failure::io("cannot listen for Ctrl-C", &error))?;
    }
    let panic_place = PanicPlace::default();
    let _quiet = session
        .owns_process
        .then(|| QuietPanics::install(panic_place.clone()));
    let call = Call {
        dispatcher,
        request,
    };
    let ended = thread::scope(|scope| {
        let spawned = thread::Builder::new()
            .name("action".into())
            .stack_size(STACK_SIZE)
            .spawn_scoped(scope, move || {
                let result = catch_unwind(AssertUnwindSafe(|| runtime.block_on(work(call))));
                // A thread that an action still blocks must not keep the process alive.
                runtime.shutdown_background();
                let _ = events.send(Event::Ended(result));
            });
        spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
        watch.start();
        Ok::<_, Failure>(show_until_end(session, &inbox, &mut watch))
    })?;
    session.terminal.end_progress();
    session.is_interrupted = cancellation.is_cancelled();
    let ended = ended.unwrap_or_else(|panic| resume_unwind(panic));
    ended.map_err(|failure| failure.with_panic_place(panic_place.get()))
}

/// Shows progress until the call ends, and returns its result.
fn show_until_end<T>(
    session: &mut Session<'_>,
    inbox: &mpsc::Receiver<Event<T>>,
    watch: &mut BlockedThreadWatch,
) -> thread::Result<T> {
    loop {
        let event = match watch.remaining() {
            Some(remaining) => inbox.recv_timeout(remaining),
            None => inbox.recv().map_err(Into::into),
        };
        match event {
            Ok(Event::Progress(update)) => show(session, &update),
            Ok(Event::Ended(result)) => return result,
            Err(RecvTimeoutError::Timeout) => session.note(&watch.warning()),
            Err(RecvTimeoutError::Disconnected) => {
                unreachable!("the thread always sends its end")
            }
        }
    }
}

/// Notices an action that blocks its thread past its time limit: the limit can only end a future that gives its thread
/// back.
pub(crate) struct BlockedThreadWatch {
    action: String,
    limit: Option<Duration>,
    deadline: Option<Instant>,
}

impl BlockedThreadWatch {
    /// Watches a call of the action with this time limit of the command line.
    pub(crate) fn new(action: &ActionDescriptor, limit: Option<Duration>) -> Self {
        let limits = [action.timeout(), limit];
        Self {
            action: action.name().to_owned(),
            limit: limits.into_iter().flatten().min(),
            deadline: None,
        }
    }

    fn start(&mut self) {
        /// Time in which a call that does not block ends after its limit.
        const GRACE: Duration = Duration::from_millis(200);
        self.deadline = self
            .limit
            .and_then(|limit| Instant::now().checked_add(limit + GRACE));
    }

    /// Returns the time until the warning; `None` without a limit or after it.
    fn remaining(&self) -> Option<Duration> {
        Some(self.deadline?.saturating_duration_since(Instant::now()))
    }

    /// Returns the warning, once.
    fn warning(&mut self) -> String {
        self.deadline = None;
        format!(
            "warning: the action `{}` blocks its thread past its time limit of {:?}: use `blocking`",
            self.action,
            self.limit.unwrap_or_default()
        )
    }
}

fn show(session: &mut Session<'_>, update: &ProgressUpdate) {
    if session.is_quiet {
        return;
    }
    let percent = update
        .fraction
        .map(|done| format!(" {:3.0}%", done * 100.0));
    let line = format!(
        "{}:{} {}",
        update.action,
        percent.unwrap_or_default(),
        update.message
    );
    let line = session.secrets.redact(&line);
    session.terminal.progress(&line);
}

fn build(builder: DispatcherBuilder, index: &Index) -> Result<Dispatcher, Failure> {
    let builder = match index.application_providers() {
        Some(providers) => builder.provider(providers),
        None => builder,
    };
    builder.build().map_err(|error| Failure::startup(&error))
}
