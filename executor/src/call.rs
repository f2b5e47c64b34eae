//! Runs one call: starts an async runtime, shows progress, handles Ctrl-C, suppresses messages of panics.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, mpsc};
use std::thread;

use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::prelude::CancellationToken;
use mistral_actions::progress::ProgressUpdate;
use mistral_actions::{ActionRequest, Dispatcher};

use crate::context::Contexts;
use crate::failure::Failure;
use crate::index::Index;
use crate::interrupt;
use crate::panics::QuietPanics;
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
    let _quiet = session.owns_process.then(QuietPanics::install);
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
        Ok::<_, Failure>(show_until_end(session, &inbox))
    })?;
    session.terminal.end_progress();
    session.is_interrupted = cancellation.is_cancelled();
    ended.unwrap_or_else(|panic| resume_unwind(panic))
}

/// Shows progress until the call ends, and returns its result.
fn show_until_end<T>(
    session: &mut Session<'_>,
    inbox: &mpsc::Receiver<Event<T>>,
) -> thread::Result<T> {
    loop {
        match inbox.recv() {
            Ok(Event::Progress(update)) => show(session, &update),
            Ok(Event::Ended(result)) => return result,
            Err(mpsc::RecvError) => unreachable!("the thread always sends its end"),
        }
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
