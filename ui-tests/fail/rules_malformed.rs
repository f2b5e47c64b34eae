use mistral_actions::prelude::*;

#[mistral_action(name = "test.create")]
#[input(exactly_one_of("imgae", "volume"), exactly_one_of("img", "count", "size"))]
#[input(at_least_one_of("image"), at_least_one_of("image", "volume", "image"))]
#[input(requires(image = "image"), requires(image = "volume", image = "volume"), requires(zone = "image"))]
async fn create(#[input(alias = "img")] image: Option<String>, volume: Option<String>, count: u8, #[input(default = 1)] size: u8) {
    drop((image, volume, count, size));
}

#[derive(Input)]
#[input(exactly_one_of, requires("user"), at_least_one_of(image, volume), exactly_one("image"))]
struct Server {
    image: Option<String>,
    volume: Option<String>,
}

#[mistral_action(name = "test.start")]
#[input(exactly_one_of("image", "zone"), crate = mistral_actions)]
async fn start(#[input(whole)] server: Server) {
    drop((server.image, server.volume));
}

#[mistral_action(name = "test.stop")]
#[input(exactly_one_of("image", "zone"), exactly_one_of("volumes", "zone"), requires(zone = "server"))]
async fn stop(#[input(flatten)] of: Server, zone: Option<String>, server: String) {
    drop((of.image, of.volume, zone, server));
}

#[derive(Input)]
#[input(requires(zone = "name", area = "image", all = "image"))]
struct Zone {
    #[input(flatten)]
    server: Named,
    zone: Option<String>,
    all: Option<bool>,
}

#[derive(Input)]
struct Named {
    #[input(alias = "image")]
    picture: Option<String>,
    name: String,
}

fn main() {}
