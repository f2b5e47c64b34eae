//! Ctrl-C: the first one cancels the action, the second one ends the process.

use std::io::Write;

use mistral_actions::prelude::CancellationToken;

use crate::exit::Exit;

/// Starts to handle Ctrl-C.
///
/// A separate thread waits for the signal, so that the user can end an action that blocks its thread.
pub(crate) fn listen(cancellation: CancellationToken) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    // Registered before the function returns: from then on the signal does not kill the process.
    let mut signals = {
        let _entered = runtime.enter();
        Signals::new()?
    };
    std::thread::Builder::new()
        .name("interrupt".into())
        .spawn(move || {
            runtime.block_on(async {
                signals.next().await;
                let _ = writeln!(
                    std::io::stderr(),
                    "interrupted: cancelling the action; press Ctrl-C again to end the process"
                );
                cancellation.cancel();
                signals.next().await;
                std::process::exit(Exit::Interrupted.code().into());
            });
        })?;
    Ok(())
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        let kind = tokio::signal::unix::SignalKind::interrupt();
        tokio::signal::unix::signal(kind).map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[allow(clippy::unnecessary_wraps, reason = "the signature is that of Unix")]
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
