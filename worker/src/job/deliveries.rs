//! Deliveries for tests.

use std::sync::Arc;

use bytes::Bytes;

use crate::env;
use crate::transport::{CopyState, Delivery, Inbound, Mark, Receipts, Settlement};

/// A channel of a broker that does not exist.
pub(super) struct TestChannel {
    receipts: Arc<Receipts>,
    last_tag: u64,
}

impl TestChannel {
    pub(super) fn new(inbound: Inbound) -> Self {
        Self {
            receipts: Receipts::new(inbound),
            last_tag: 0,
        }
    }

    pub(super) fn requests() -> Self {
        Self::new(Inbound::Requests)
    }

    /// Delivers a request as the engine sent it.
    pub(super) fn deliver(&mut self) -> Delivery {
        self.deliver_copy(CopyState::Original, 0)
    }

    /// Delivers a request that was delivered before.
    pub(super) fn redeliver(&mut self) -> Delivery {
        Delivery {
            redelivered: true,
            ..self.deliver()
        }
    }

    pub(super) fn deliver_copy(&mut self, state: CopyState, generation: u32) -> Delivery {
        self.last_tag += 1;
        Delivery {
            body: Bytes::new(),
            compression: None,
            redelivered: false,
            returns: 0,
            mark: Mark { state, generation },
            passed_by: None,
            death: None,
            received: Arc::new(()),
            receipt: self.receipts.receipt(self.last_tag),
        }
    }

    /// Answers all round trips that were asked for.
    pub(super) fn prove(&self) {
        let asked = self.receipts.asked();
        self.receipts.verified(asked, env::now());
    }

    /// The broker cancels the consumer.
    pub(super) fn doubt(&self) {
        self.receipts.doubt();
    }

    pub(super) fn end(&self) {
        self.receipts.end();
    }

    /// Removes and returns the settlements since the last call.
    pub(super) fn settlements(&self) -> Vec<Settlement> {
        self.receipts.take_settlements()
    }
}

/// Acknowledgement of one delivery.
pub(super) fn acknowledged(tag: u64) -> Settlement {
    let multiple = false;
    Settlement::Acknowledge { tag, multiple }
}
