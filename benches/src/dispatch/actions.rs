//! Annotated actions, as an author writes them.

use mistral_actions::prelude::*;

use super::handwritten::{Made, Server};

/// Takes one text.
#[mistral_action(name = "bench.small")]
async fn small(server: String) -> String {
    server
}

/// Takes inputs of common types.
#[mistral_action(name = "bench.medium")]
async fn medium(
    server: String,
    image: Option<String>,
    #[input(default = 30, range(min = 1, max = 600))] timeout: u32,
    networks: Vec<String>,
    #[input(default)] wait: bool,
    size: u64,
) -> Made {
    Made {
        id: server,
        parts: networks.len() + usize::from(wait) + image.map_or(0, |image| image.len()),
        size: size + u64::from(timeout),
    }
}

/// Takes a nested input.
#[mistral_action(name = "bench.nested")]
async fn nested(
    server: Server,
    key_name: Option<String>,
    #[input(default = 1)] count: u32,
) -> Made {
    Made {
        parts: server.networks.len() + server.metadata.len() + key_name.map_or(0, |key| key.len()),
        size: server.volumes.iter().map(|volume| volume.size).sum::<u64>() * u64::from(count),
        id: server.name,
    }
}
