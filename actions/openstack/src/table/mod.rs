//! Actions that are one request of a service each: rows of a table made from the python clients.
