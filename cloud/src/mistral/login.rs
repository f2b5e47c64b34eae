//! [`Login`]: the login of a process that calls Mistral in its own name.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::OpenStackError;
use crate::keystone::{Access, Identity};

/// Holds the token of one identity until it is refused. Concurrent requests share one login.
#[derive(Debug)]
pub(super) struct Login {
    identity: Identity,
    access: Mutex<Option<Arc<Access>>>,
}

impl Login {
    pub(super) fn new(identity: Identity) -> Self {
        Self {
            identity,
            access: Mutex::new(None),
        }
    }

    /// Returns the current access; logs in without one.
    ///
    /// # Errors
    ///
    /// If Keystone refuses the login.
    pub(super) async fn access(&self) -> Result<Arc<Access>, OpenStackError> {
        let mut access = self.access.lock().await;
        match &*access {
            Some(access) => Ok(Arc::clone(access)),
            None => {
                let new = Arc::new(Access::log_in(&self.identity).await?);
                Ok(Arc::clone(access.insert(new)))
            }
        }
    }

    /// Drops an access whose token was refused, so that the next request logs in.
    pub(super) async fn forget(&self, refused: &Arc<Access>) {
        let mut access = self.access.lock().await;
        if access
            .as_ref()
            .is_some_and(|access| Arc::ptr_eq(access, refused))
        {
            *access = None;
        }
    }
}
