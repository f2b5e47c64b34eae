//! Clients of OpenStack's services, on behalf of a user: HTTP and TLS set-up, Keystone (credentials, tokens, service
//! catalog), requests to the services of that catalog, and Mistral's REST API.
//!
//! The OpenStack actions, the worker and the command line share this crate, so that a process has one HTTP connection
//! pool and one Keystone client. It knows no action, no AMQP and no configuration file: its users translate their
//! configuration into [`Session`], [`keystone::Credentials`] and [`mistral::MistralApi`].
//!
//! | module | contents |
//! | --- | --- |
//! | the root | [`Session`] (a user, a region, an interface) → [`Service`] → [`Request`] → [`Response`] |
//! | [`keystone`] | credentials, tokens with their cache, the service catalog |
//! | [`mistral`] | Mistral's REST API: results of asynchronous actions, actions that Mistral runs |
//! | [`http`] | the process's HTTP clients; trust in certificates |
//! | [`url`] | percent-encoding of path segments, versions in URLs |
//! | [`microversion`] | negotiation of microversions |
//!
//! ```no_run
//! use mistral_actions::SecurityContext;
//! use mistral_cloud::{Service, ServiceKind, Session};
//!
//! static NETWORK: ServiceKind = ServiceKind {
//!     name: "network",
//!     types: &["network"],
//!     version: "/v2.0",
//!     microversions: None,
//! };
//!
//! # async fn example(user: SecurityContext) -> Result<(), mistral_cloud::OpenStackError> {
//! let session = Session::new(user).region("RegionOne");
//! let network = Service::new(session, &NETWORK);
//! let subnets = network.get("/subnets").query("ip_version", "6").all("subnets").await?;
//! # Ok(()) }
//! ```

mod error;
pub mod http;
pub mod keystone;
pub mod mistral;
mod refusal;
mod service;
mod session;
pub mod url;

pub use error::OpenStackError;
pub use refusal::Refusal;
pub use reqwest::Method;
pub use service::{
    IntoPath, Microversions, Request, Response, Service, ServiceKind, microversion, query_of,
};
pub use session::Session;
