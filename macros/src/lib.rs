//! x
use proc_macro::TokenStream;
/// x
#[proc_macro_attribute]
pub fn mistral_action(_a: TokenStream, i: TokenStream) -> TokenStream {
    i
}
/// x
#[proc_macro]
pub fn register_action(_a: TokenStream) -> TokenStream {
    TokenStream::new()
}
