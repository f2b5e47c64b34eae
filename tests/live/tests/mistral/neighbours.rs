//! [`Neighbours`]: the servers that actions talk to, started when a trial first needs them.

use std::cell::OnceCell;

use live_tests::serde_json::Value;
use test_servers::{HttpServer, Smtp, Sshd};

/// `127.0.81.x`; the tests of the pack have networks of their own.
const NETWORK: u8 = 81;

/// Servers of others; they end with this value.
#[derive(Default)]
pub(crate) struct Neighbours {
    http: OnceCell<HttpServer>,
    smtp: OnceCell<Smtp>,
    sshd: OnceCell<Sshd>,
}

impl Neighbours {
    pub(crate) fn http(&self) -> &HttpServer {
        self.http.get_or_init(HttpServer::start)
    }

    pub(crate) fn smtp(&self) -> &Smtp {
        self.smtp.get_or_init(Smtp::start)
    }

    pub(crate) fn sshd(&self) -> &Sshd {
        self.sshd.get_or_init(|| Sshd::start(NETWORK))
    }

    /// What was received by mail after so many messages.
    pub(crate) fn mail_after(&self, count: usize) -> Vec<Value> {
        self.smtp().received().split_off(count)
    }
}
