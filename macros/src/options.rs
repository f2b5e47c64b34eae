//! [`Options`]: the arguments of `#[mistral_action(…)]` and `register_action!(…)`.

use std::time::Duration;

use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Path, Token};

use crate::errors::Errors;
use crate::key::{Once, flag, parse_keys, texts, unknown, value};
use crate::{duration, name};

const SUPPORTED: &[&str] = &[
    "name",
    "aliases",
    "tags",
    "deprecated",
    "timeout",
    "test",
    "asynchronous",
    "blocking",
    "input",
    "crate",
];

/// The arguments, each with the place of its key.
#[derive(Default)]
pub(crate) struct Options {
    /// `name = "nova.servers_get"`: Mistral's name of the action. Required.
    pub(crate) name: Once<LitStr>,
    /// `aliases("nova.server_get")`: other names it answers to.
    pub(crate) aliases: Once<Vec<LitStr>>,
    /// `tags("compute")`: words to find it by.
    pub(crate) tags: Once<Vec<LitStr>>,
    /// `deprecated = "use nova.servers_show"`: what to use instead.
    pub(crate) deprecated: Once<LitStr>,
    /// `timeout = "30s"`: when to stop it.
    pub(crate) timeout: Once<Duration>,
    /// `test = servers_get_test`: the function of the dry run.
    pub(crate) test: Once<Path>,
    /// `asynchronous`: the result is delivered later.
    pub(crate) asynchronous: Once<()>,
    /// `blocking`: the function is not async and blocks its thread.
    pub(crate) blocking: Once<()>,
    /// `input = ServersGetInput`: name of the generated input type.
    pub(crate) input: Once<Ident>,
    /// `crate = path`: where the runtime is, if not at `::mistral_actions`.
    pub(crate) krate: Once<Path>,
}

impl Options {
    /// Parses the arguments of the attribute.
    pub(crate) fn parse(
        tokens: proc_macro2::TokenStream,
        item: &Ident,
        errors: &mut Errors,
    ) -> Self {
        let parser = |input: ParseStream<'_>| Ok(Self::parse_stream(input, item, errors));
        // The inner parser reports its mistakes itself and consumes everything.
        parser.parse2(tokens).unwrap_or_default()
    }

    /// Parses the arguments for the function or the type `item`.
    pub(crate) fn parse_stream(input: ParseStream<'_>, item: &Ident, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut name_was_tried = false;
        if input.peek(LitStr) {
            errors.push(input.error(format!("expected `{}`", name::USAGE)));
            let _: syn::Result<LitStr> = input.parse();
            let _: Option<Token![,]> = input.parse().ok();
            name_was_tried = true;
        }
        parse_keys(input, SUPPORTED, errors, |key, input, errors| {
            name_was_tried |= key == "name";
            options.option(key, input, errors)
        });
        if !name_was_tried {
            errors.at(
                item,
                format!("action `{item}` has no name; add `{}`", name::USAGE),
            );
        }
        options
    }

    fn option(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        match key.to_string().as_str() {
            "name" => {
                let name: LitStr = value(key, input, name::USAGE)?;
                errors.take(name::check(&name));
                self.name.set(key, name)
            }
            "aliases" => {
                let aliases = texts(key, input, "aliases(\"namespace.other\", …)")?;
                for alias in &aliases {
                    errors.take(name::check(alias));
                }
                self.aliases.set(key, aliases)
            }
            "tags" => self
                .tags
                .set(key, texts(key, input, "tags(\"compute\", …)")?),
            "deprecated" => self
                .deprecated
                .set(key, value(key, input, "deprecated = \"use … instead\"")?),
            "timeout" => {
                let text: LitStr = value(key, input, "timeout = \"30s\"")?;
                self.timeout.set(key, duration::parse(&text)?)
            }
            "test" => self.test.set(key, value(key, input, "test = function")?),
            "asynchronous" => self.asynchronous.set(key, ()).and(flag(key, input)),
            // It counts, even with a value by mistake: else the function would have to be async.
            "blocking" => self.blocking.set(key, ()).and(flag(key, input)),
            "input" => self.input.set(key, value(key, input, "input = TypeName")?),
            "crate" => self.krate.set(key, value(key, input, "crate = path")?),
            _ => Err(unknown("argument", key, SUPPORTED)),
        }
    }
}
