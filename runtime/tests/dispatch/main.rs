//! What holds around every call: time limits, panics, cancellation, concurrency, depth, middleware.

mod actions;
mod calls;
mod concurrency;
mod ending;
mod middleware;
