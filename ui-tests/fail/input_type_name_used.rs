use mistral_actions::prelude::*;

mod value {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "test.value")]
    async fn value(value: Value) {
        drop(value);
    }
}

mod result {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "test.result")]
    async fn result() {}

    fn neighbor() -> Result<(), String> {
        Ok(())
    }
}

mod option {
    use mistral_actions::prelude::*;

    #[mistral_action(name = "test.option")]
    async fn option(x: Option<u8>) -> Option<u8> {
        x
    }
}

mod server {
    use mistral_actions::prelude::*;

    #[derive(Debug, Serialize, JsonSchema)]
    struct Server {
        name: String,
    }

    #[mistral_action(name = "test.server")]
    async fn server(name: String) -> Result<Vec<Server>, ActionError> {
        Ok(vec![Server { name }])
    }
}

mod default {
    use mistral_actions::prelude::*;

    enum Size {}

    impl Size {
        const SMALL: u8 = 1;
    }

    #[mistral_action(name = "test.size")]
    async fn size(#[input(default = Size::SMALL)] size: u8) -> u8 {
        size
    }
}

fn main() {}
