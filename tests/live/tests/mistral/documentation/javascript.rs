//! JavaScript, for which Mistral needs a package that it does not require.

use live_tests::Result;
use live_tests::serde_json::json;

use super::{document, run_to_output};
use crate::harness::Harness;
use crate::std_actions::Runner;

pub(crate) fn uuid(harness: &mut Harness) -> Result<()> {
    Runner::Native.prepare(harness)?;
    let output = run_to_output(
        harness,
        document!("javascript_uuid"),
        "generate_uuid",
        &json!({}),
    )?;
    let uuid = output["uuid"].as_str().expect("a text");
    let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
    let is_uuid_char = |c: char| c == '-' || c.is_ascii_hexdigit();
    assert!(uuid.chars().all(is_uuid_char), "{uuid}");
    assert_eq!(&uuid[14..15], "4");
    Ok(())
}

/// A date is returned in its JSON form.
pub(crate) fn date(harness: &mut Harness) -> Result<()> {
    Runner::Native.prepare(harness)?;
    let document = document!("javascript_date");
    let output = run_to_output(harness, document, "get_date_workflow", &json!({}))?;
    let date = output["current_date"].as_str().expect("a text");
    assert!(date.starts_with("20") && date.ends_with('Z'), "{date}");
    Ok(())
}
