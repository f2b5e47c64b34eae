//! [`Run`]: a request to run an action, and the action that it wants.

use std::sync::Arc;

use mistral_wire::messages::Message;

use super::holding::Holding;
use super::resolve::Wanted;
use crate::transport::Delivery;

/// A request to run an action.
pub(super) struct Run<'a> {
    pub(super) message: &'a Message,
    pub(super) delivery: &'a Delivery,
    pub(super) id: Option<&'a str>,
    pub(super) wanted: Wanted,
    pub(super) was_delivered_before: bool,
    pub(super) holding: Arc<Holding>,
}
