//! Reads a message, and passes it to what it asks for.

use std::sync::Arc;

use mistral_wire::messages::{Message, PeerMessage, Reply, RpcFailure, decompressed};
use tracing::Instrument;

use crate::metrics::Event;
use crate::traces;
use crate::transport::Delivery;
use crate::worker::Worker;

impl Worker {
    /// Handles a delivery.
    pub(crate) async fn serve(self: Arc<Self>, delivery: Delivery) {
        let body = decompressed(&delivery.body, delivery.compression.as_deref());
        let last = self.contexts.last();
        let message = match body.and_then(|body| Message::read(&body, last.as_ref())) {
            Ok(message) => message,
            Err(problem) => {
                self.metrics.count(Event::Unreadable);
                // Its sender cannot be informed, and a redelivery would not help.
                tracing::error!(
                    "dropping a message of {} bytes: {problem}",
                    delivery.body.len()
                );
                return delivery.receipt.acknowledge();
            }
        };
        let context = &message.context;
        self.contexts.remember(context);
        // At the highest level, so that every log line within it has the ids.
        let span = tracing::error_span!(
            "request",
            ids = context.logged_ids(),
            otel.name = message.method,
            otel.kind = "consumer"
        );
        traces::join(&span, context.ids());
        self.dispatch(message, delivery).instrument(span).await;
    }

    async fn dispatch(self: Arc<Self>, message: Message, delivery: Delivery) {
        let call = message.call.as_ref();
        if PeerMessage::is_in(&message) {
            return self.hear_peer(&message, &delivery).await;
        }
        let refusal = match message.method.as_str() {
            _ if !is_supported(&message) => {
                let version = message.version.as_deref().unwrap_or("1.0");
                RpcFailure::unsupported_version(version, &message.method)
            }
            "run_action" => return self.run_action(&message, delivery).await,
            "oslo_rpc_server_ping" if self.config.answers_pings => {
                if let Some(call) = call {
                    self.reply(call, &Reply::Result("\"pong\"".to_owned()))
                        .await;
                }
                return delivery.receipt.acknowledge();
            }
            method => RpcFailure::no_such_method(method),
        };
        tracing::error!("unsupported RPC method `{}`", message.method);
        if let Some(call) = call {
            self.reply(call, &Reply::Failure(refusal)).await;
        }
        delivery.receipt.acknowledge();
    }
}

/// Returns whether a request is for the executor's interface: version 1.0, without a namespace.
fn is_supported(message: &Message) -> bool {
    let version = message.version.as_deref().unwrap_or("1.0");
    message.namespace.is_none() && matches!(version, "1.0" | "1")
}
