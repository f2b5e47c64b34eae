//! [`Proxy`]: a TCP proxy that can refuse, cut and freeze connections, or leave them half open.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use live_tests::{Result, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use crate::engine::RUNTIME;
use crate::fixture::Fixture;

/// Connections whose data stops.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frozen {
    Nothing,
    /// The connections on which a worker receives.
    Receiving,
    Everything,
}

/// State of the network.
#[derive(Clone, Copy)]
struct Network {
    frozen: Frozen,
    /// Number of times that connections were left half open.
    losses: u32,
}

/// A TCP proxy in front of a broker.
pub(crate) struct Proxy {
    address: SocketAddr,
    broker: String,
    /// Ends the listener and all connections.
    open: Mutex<Option<AbortHandle>>,
    network: watch::Sender<Network>,
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
            network: watch::Sender::new(Network {
                frozen: Frozen::Nothing,
                losses: 0,
            }),
        })
    }

    /// Creates an open proxy in front of a test's broker.
    pub(crate) fn open_for(fixture: &Fixture) -> Result<Self> {
        let proxy = Self::to(fixture.broker.address()?)?;
        proxy.open()?;
        Ok(proxy)
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Returns the settings of a worker that connects through the proxy.
    pub(crate) fn settings(&self, settings: Settings) -> Settings {
        let url = format!("rabbit://guest:guest@{}/", self.address);
        settings.set("DEFAULT", "transport_url", url)
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
            self.network.subscribe(),
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

    /// Stops the transfer of data, or resumes it. Connections stay open, and new ones are accepted.
    pub(crate) fn freeze(&self, frozen: Frozen) {
        self.network.send_modify(|network| network.frozen = frozen);
    }

    /// Ends all connections for the client only: the broker notices it by missing heartbeats. New ones are accepted.
    pub(crate) fn lose_clients(&self) {
        self.network.send_modify(|network| network.losses += 1);
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

async fn accept_connections(
    listener: TcpListener,
    broker: String,
    network: watch::Receiver<Network>,
) {
    // Aborted with this task.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(forward(client, broker.clone(), network.clone()));
    }
}

async fn forward(client: TcpStream, broker: String, mut network: watch::Receiver<Network>) {
    let losses = network.borrow().losses;
    let Ok(mut server) = TcpStream::connect(broker).await else {
        return;
    };
    {
        let mut client = client;
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let is_receiving = AtomicBool::new(false);
        let (up, down) = (network.clone(), network.clone());
        tokio::select! {
            () = transfer(&mut from_client, &mut to_server, up, &is_receiving) => return,
            () = transfer(&mut from_server, &mut to_client, down, &is_receiving) => return,
            _ = network.wait_for(|network| network.losses > losses) => {}
        }
    }
    // The client's socket is closed, and the broker's is not.
    std::future::pending::<()>().await;
}

/// Copies data until the sender ends the connection.
async fn transfer(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    mut network: watch::Receiver<Network>,
    is_receiving: &AtomicBool,
) {
    const PURPOSE: &[u8] = b":receiving";
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await;
        let data = read.map_or(&[][..], |length| &buffer[..length]);
        // The name of the connection, which the client sends when it opens it.
        if data.windows(PURPOSE.len()).any(|window| window == PURPOSE) {
            is_receiving.store(true, Ordering::Relaxed);
        }
        let flows = |network: &Network| match network.frozen {
            Frozen::Nothing => true,
            Frozen::Receiving => !is_receiving.load(Ordering::Relaxed),
            Frozen::Everything => false,
        };
        // The end of a connection does not pass a frozen network either.
        if network.wait_for(flows).await.is_err() || data.is_empty() {
            return;
        }
        if to.write_all(data).await.is_err() {
            return;
        }
    }
}
