//! The clients against scripted servers: Keystone's tokens and catalogs, requests to services, Mistral's API.

mod access;
mod mistral;
mod pages;
mod requests;
mod secrets;
mod services;
