//! Keystone: credentials, tokens and the service catalog.
//!
//! ```no_run
//! use std::sync::Arc;
//! use mistral_cloud::http::Trust;
//! use mistral_cloud::keystone::{Access, Credentials, Domain, Identity, Scope, User};
//!
//! # async fn example() -> Result<(), mistral_cloud::OpenStackError> {
//! let credentials = Credentials::password(
//!     User::Name("mistral".into(), Domain::default()),
//!     "secret".to_owned().into(),
//!     Some(Scope::Project("service".into(), Domain::default())),
//! );
//! let identity = Identity::new("http://controller:5000/v3", credentials, Trust::System);
//! let access = Access::log_in(&identity).await?;
//! let nova = access.catalog.find(&["compute"], "public", None);
//! # Ok(()) }
//! ```

mod access;
mod api;
mod catalog;
mod credentials;
mod identity;
mod token;

pub use access::Access;
pub use catalog::Catalog;
pub use credentials::{Credentials, Domain, Scope, User};
pub use identity::Identity;
pub use token::Token;
