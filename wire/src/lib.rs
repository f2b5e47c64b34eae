//! The forms in which OpenStack Mistral and oslo.messaging send actions, requests and results. No I/O.
//!
//! | module | who uses it |
//! | --- | --- |
//! | [`python`] | packs of actions, which register the Python classes that they stand in for |
//! | `messages` (feature `messages`) | the worker, which exchanges messages with Mistral's engine |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "messages")]
pub mod messages;
pub mod python;

/// Names for the code that [`register_python_class!`] generates. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use linkme;
}
