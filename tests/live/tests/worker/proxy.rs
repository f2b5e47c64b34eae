//! [`Proxy`]: a TCP proxy that can refuse, cut and freeze connections.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use live_tests::Result;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use crate::engine::RUNTIME;

/// A TCP proxy in front of a broker.
pub(crate) struct Proxy {
    address: SocketAddr,
    broker: String,
    /// Ends the listener and all connections.
    open: Mutex<Option<AbortHandle>>,
    frozen: watch::Sender<bool>,
}

impl Proxy {
    /// Creates a closed proxy in front of a broker.
    pub(crate) fn to(broker: &str) -> Result<Self> {
        // The port most likely stays free, because the system assigns other ports first.
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        Ok(Self {
            address: listener.local_addr()?,
            broker: broker.to_owned(),
            open: Mutex::default(),
            frozen: watch::Sender::new(false),
        })
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Accepts connections.
    pub(crate) fn open(&self) -> Result<()> {
        let listener = RUNTIME.block_on(async {
            let socket = TcpSocket::new_v4()?;
            socket.set_reuseaddr(true)?;
            socket.bind(self.address)?;
            socket.listen(16)
        })?;
        let task = RUNTIME.spawn(accept_connections(
            listener,
            self.broker.clone(),
            self.frozen.subscribe(),
        ));
        self.put(Some(task.abort_handle()));
        Ok(())
    }

    /// Cuts all connections, and refuses new ones.
    pub(crate) fn close(&self) {
        self.put(None);
    }

    /// Cuts all connections; new ones are accepted.
    pub(crate) fn cut(&self) -> Result<()> {
        self.close();
        self.open()
    }

    /// Stops or resumes the transfer of data. Connections stay open, and new ones are accepted.
    pub(crate) fn freeze(&self, is_frozen: bool) {
        self.frozen.send_replace(is_frozen);
    }

    fn put(&self, task: Option<AbortHandle>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = std::mem::replace(&mut *open, task) {
            old.abort();
            // The socket must be closed before another one is bound.
            while !old.is_finished() {
                std::thread::yield_now();
            }
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.close();
    }
}

async fn accept_connections(listener: TcpListener, broker: String, frozen: watch::Receiver<bool>) {
    // Aborted with this task.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(forward(client, broker.clone(), frozen.clone()));
    }
}

async fn forward(mut client: TcpStream, broker: String, mut frozen: watch::Receiver<bool>) {
    let Ok(mut server) = TcpStream::connect(broker).await else {
        return;
    };
    loop {
        if frozen.wait_for(|is_frozen| !is_frozen).await.is_err() {
            return;
        }
        tokio::select! {
            _ = frozen.wait_for(|is_frozen| *is_frozen) => {}
            _ = copy_bidirectional(&mut client, &mut server) => return,
        }
    }
}
