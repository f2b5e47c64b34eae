//! Calls of the dispatcher: time limits, panics, cancellation, concurrency, depth, middleware.

mod actions;
mod calls;
mod cancellation;
mod concurrency;
mod middleware;
