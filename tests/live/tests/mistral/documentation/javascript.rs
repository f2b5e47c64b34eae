//! Scripts, for which Mistral needs a package that is not among its requirements.

use live_tests::Result;
use live_tests::serde_json::json;

use super::{document, output};
use crate::bed::Bed;
use crate::std_actions::Runner;

pub(crate) fn uuid(bed: &mut Bed) -> Result<()> {
    Runner::Native.prepare(bed)?;
    let output = output(
        bed,
        document!("javascript_uuid"),
        "generate_uuid",
        &json!({}),
    )?;
    let uuid = output["uuid"].as_str().expect("a text");
    let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
    let is_of_digits = |c: char| c == '-' || c.is_ascii_hexdigit();
    assert!(uuid.chars().all(is_of_digits), "{uuid}");
    assert_eq!(&uuid[14..15], "4");
    Ok(())
}

/// A date becomes what JSON makes of it.
pub(crate) fn date(bed: &mut Bed) -> Result<()> {
    Runner::Native.prepare(bed)?;
    let document = document!("javascript_date");
    let output = output(bed, document, "get_date_workflow", &json!({}))?;
    let date = output["current_date"].as_str().expect("a text");
    assert!(date.starts_with("20") && date.ends_with('Z'), "{date}");
    Ok(())
}
