//! Types of other crates, with the schemas that schemars gives them.

super::zoo! {
    "annotated.uuid" "class.uuid" => uuid::Uuid;
    "annotated.url" "class.url" => url::Url;
    "annotated.date_time" "class.date_time" => chrono::DateTime<chrono::Utc>;
    "annotated.date" "class.date" => chrono::NaiveDate;
}
