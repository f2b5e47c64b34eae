//! Runs one call: an async runtime, progress as it happens, Ctrl-C, no noise of panics.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, mpsc};
use std::thread;

use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::prelude::CancellationToken;
use mistral_actions::progress::ProgressUpdate;
use mistral_actions::{ActionRequest, Dispatcher};

use crate::context::Contexts;
use crate::failure::Failure;
use crate::panics::QuietPanics;
use crate::session::Session;
use crate::{index, interrupt};

/// What is said about a call while it goes on, and at its end.
enum Report<T> {
    Progress(ProgressUpdate),
    /// What the call led to, or what our own code panicked with.
    Ended(thread::Result<T>),
}

/// What a call needs besides the action and its input.
pub(crate) struct Call {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) request: ActionRequest,
}

/// Runs one call to its end.
///
/// The work has a thread of its own, so that this one can show progress also of an action that blocks.
pub(crate) fn drive<T, F>(
    session: &mut Session<'_>,
    request: ActionRequest,
    contexts: Contexts,
    work: impl FnOnce(Call) -> F + Send,
) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>>,
{
    // As large as the main thread's, for actions that recurse.
    const STACK_SIZE: usize = 8 << 20;
    let runtime = index::runtime()?;
    let dispatcher = {
        // Layers may want to start tasks of their own.
        let _entered = runtime.enter();
        build(std::mem::take(&mut session.builder), &session.index)?
    };
    let cancellation = CancellationToken::new();
    let (reports, inbox) = mpsc::channel();
    let progress = reports.clone();
    let request = request
        .security(contexts.security)
        .execution(contexts.execution)
        .cancellation(cancellation.clone())
        .progress(Arc::new(move |update| {
            // An action may go on when nobody listens any more.
            let _ = progress.send(Report::Progress(update));
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
                // What an action has left blocking a thread must not keep the process.
                runtime.shutdown_background();
                let _ = reports.send(Report::Ended(result));
            });
        spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
        Ok::<_, Failure>(listen(session, &inbox))
    })?;
    session.terminal.end_progress();
    session.is_interrupted = cancellation.is_cancelled();
    ended.unwrap_or_else(|panic| resume_unwind(panic))
}

fn listen<T>(session: &mut Session<'_>, inbox: &mpsc::Receiver<Report<T>>) -> thread::Result<T> {
    loop {
        match inbox.recv() {
            Ok(Report::Progress(update)) => show(session, &update),
            Ok(Report::Ended(result)) => return result,
            Err(mpsc::RecvError) => unreachable!("the thread reports its end in any case"),
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

fn build(builder: DispatcherBuilder, index: &index::Index) -> Result<Dispatcher, Failure> {
    let builder = match index.application_providers() {
        Some(providers) => builder.provider(providers),
        None => builder,
    };
    builder.build().map_err(|error| Failure::startup(&error))
}
