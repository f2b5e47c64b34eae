//! The client and the actions against services that say what they are told to say. Against real ones they are
//! tested in `live-tests`.

mod access;
mod actions;
mod requests;
mod secrets;
mod service;
