//! [`named_tests!`](crate::named_tests): a list of test functions with their names.

/// Makes a list of `(name, function)` from paths; the name of a test is its path.
///
/// ```
/// mod drain {
///     pub fn drain_finishes_running_action() {}
/// }
///
/// const TESTS: &[(&str, fn())] = live_tests::named_tests![drain::drain_finishes_running_action];
/// assert_eq!(TESTS[0].0, "drain::drain_finishes_running_action");
/// ```
#[macro_export]
macro_rules! named_tests {
    ($($test:path),+ $(,)?) => {
        &[$((stringify!($test), $test)),+]
    };
}
