//! [`ExternalServers`]: servers that actions connect to; each starts when a test first needs it.

use std::cell::OnceCell;

use live_tests::serde_json::Value;
use test_servers::{HttpServer, Smtp, Sshd};

/// Third octet of the addresses `127.0.81.x`; the tests of the packs use other networks.
const NETWORK: u8 = 81;

/// HTTP, mail and ssh servers. They stop when this value is dropped.
#[derive(Default)]
pub(crate) struct ExternalServers {
    http: OnceCell<HttpServer>,
    smtp: OnceCell<Smtp>,
    sshd: OnceCell<Sshd>,
}

impl ExternalServers {
    pub(crate) fn http(&self) -> &HttpServer {
        self.http.get_or_init(HttpServer::start)
    }

    pub(crate) fn smtp(&self) -> &Smtp {
        self.smtp.get_or_init(Smtp::start)
    }

    pub(crate) fn sshd(&self) -> &Sshd {
        self.sshd.get_or_init(|| Sshd::start(NETWORK))
    }

    /// Returns the messages that the mail server has received after the first `count`.
    pub(crate) fn mail_after(&self, count: usize) -> Vec<Value> {
        self.smtp().received().split_off(count)
    }
}
