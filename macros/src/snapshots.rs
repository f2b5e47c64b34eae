//! Compares formatted expansions with committed files. `UPDATE_SNAPSHOTS=1 cargo test` rewrites the files.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::attribute::mistral_action;
use crate::derive::input;
use crate::register::register_action;

fn assert_snapshot(name: &str, expansion: TokenStream) {
    let file = syn::parse2(expansion).expect("the expansion consists of items");
    let text = prettyplease::unparse(&file);
    let path = format!("{}/snapshots/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, committed,
        "the expansion has changed; UPDATE_SNAPSHOTS=1 rewrites {path}"
    );
}

/// An action with all options.
fn full() -> (TokenStream, TokenStream) {
    let options = quote! {
        name = "nova.servers_get", aliases("nova.server-get"), tags("compute"), deprecated = "use nova.servers_show",
        timeout = "30s", test = servers_get_test, input = GetServer, asynchronous
    };
    let function = quote! {
        /// Fetch one server.
        pub(crate) async fn servers_get(
            ctx: &SecurityContext,
            handle: &ResultHandle,
            /// Server id or name.
            #[input(length(min = 1), pattern = "^[a-z]+$", alias = "id")]
            server: String,
            #[input(default = 30, range(min = 1, max = 600))] timeout: u32,
            #[input(secret, default = "none")] password: String,
            #[input(one_of("a", "b"))] kind: Option<String>,
            #[serde(with = "hex")] key: Vec<u8>,
            #[input(flatten)] rest: BTreeMap<String, Value>,
        ) -> Result<ActionResult<Server>, ActionError> {
            todo()
        }
    };
    (options, function)
}

#[test]
fn minimal_action() {
    let function = quote!(
        async fn stop() {}
    );
    assert_snapshot(
        "minimal",
        mistral_action(quote!(name = "nova.stop"), &function),
    );
}

#[test]
fn action_with_all_options() {
    let (options, function) = full();
    assert_snapshot("full", mistral_action(options, &function));
}

#[test]
fn blocking_action() {
    let function = quote!(
        fn read(ctx: &ExecutionContext, path: String) -> io::Result<String> {
            open(path)
        }
    );
    assert_snapshot(
        "blocking",
        mistral_action(quote!(name = "demo.read", blocking), &function),
    );
}

#[test]
fn mistake_leaves_function_and_input_type() {
    let function = quote!(
        async fn stop(#[input(secrte)] name: String) {
            drop(name)
        }
    );
    assert_snapshot(
        "mistake",
        mistral_action(quote!(name = "nova", timout = "30s"), &function),
    );
}

#[test]
fn registered_type() {
    assert_snapshot(
        "registered",
        register_action(quote!(my::Stop, name = "nova.stop", tags("compute"))),
    );
}

/// A struct with a flattened one.
fn shared(options: &TokenStream) -> TokenStream {
    quote! {
        /// Attributes that some actions share.
        #options
        struct Shared {
            #[input(flatten)]
            region: Region,
            #[input(default, alias = "v")]
            verbose: bool,
        }
    }
}

#[test]
fn derived_struct() {
    assert_snapshot("derived", input(shared(&TokenStream::new())));
}

#[test]
fn action_with_whole_input() {
    let function = quote!(
        async fn create(#[input(whole)] server: Server) {
            drop(server)
        }
    );
    assert_snapshot(
        "whole",
        mistral_action(quote!(name = "nova.create"), &function),
    );
}

#[test]
fn option_crate_replaces_every_path_of_the_runtime() {
    let (options, function) = full();
    let expansion = mistral_action(quote!(#options, crate = facade::actions), &function);
    let registered = register_action(quote!(Stop, name = "nova.stop", crate = facade::actions));
    let mut idents = Vec::new();
    collect(expansion, &mut idents);
    collect(registered, &mut idents);
    let options = quote!(#[input(crate = facade::actions)]);
    collect(input(shared(&options)), &mut idents);
    assert!(idents.iter().any(|ident| ident == "facade"));
    assert!(!idents.iter().any(|ident| ident.contains("mistral_actions")));
}

/// Collects all identifiers and literals; the derives take the path as a string.
fn collect(tokens: TokenStream, idents: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), idents),
            TokenTree::Ident(ident) => idents.push(ident.to_string()),
            TokenTree::Literal(literal) => idents.push(literal.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
}
