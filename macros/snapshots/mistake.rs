async fn stop(name: String) {
    drop(name)
}
::core::compile_error! {
    "`nova` has no namespace; a valid name is Mistral's `namespace.action`: letters, digits, `_` and `-`, with dots between the parts, such as \"nova.servers_get\""
}
::core::compile_error! {
    "unknown argument `timout`; did you mean `timeout`? supported: name, aliases, tags, deprecated, timeout, test, asynchronous, blocking, input, crate"
}
::core::compile_error! {
    "unknown argument `secrte`; did you mean `secret`? supported: default, rename, alias, secret, flatten, range, length, pattern, one_of, format"
}
