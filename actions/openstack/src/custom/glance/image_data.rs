//! Upload and download of image data.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mistral_actions::prelude::*;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{ClientMethod, FailsAs, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError};

/// Data of an image: a text if it is UTF-8, else an object `{"base64": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum ImageData {
    /// UTF-8 text.
    Text(String),
    /// Bytes.
    Bytes {
        /// The bytes in base64 (RFC 4648).
        base64: String,
    },
}

impl ImageData {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes {
                base64: STANDARD.encode(bytes),
            },
        }
    }

    fn bytes(self) -> Result<Vec<u8>, OpenStackError> {
        match self {
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Bytes { base64 } => STANDARD
                .decode(base64)
                .map_err(|why| client_error(format_args!("`image_data` is not base64: {why}"))),
        }
    }
}

/// Upload the data of a queued image.
///
/// Mirrors `Controller.upload` of glanceclient's `v2/images.py`.
///
/// # Errors
///
/// If the image does not exist or already has data.
#[mistral_action(name = "glance.images_upload", tags("openstack"))]
pub async fn images_upload(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// The data: a text, which is sent as UTF-8, or an object `{"base64": "…"}`.
    image_data: ImageData,
    /// Size of the data in bytes. Glance verifies it.
    image_size: Option<u64>,
    /// Path of another destination: `/v2/images/<id>/stage`.
    u_url: Option<String>,
    /// Store of the data.
    backend: Option<String>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("images.upload");
    let os = region.client(os);
    let data = image_data.bytes().fails_as(METHOD)?;
    let mut request = match u_url.filter(|url| !url.is_empty()) {
        None => os.image().put(["images", &image_id, "file"]),
        Some(url) => os.image().put(below_version(&url).fails_as(METHOD)?),
    };
    request = request.body("application/octet-stream", data);
    if let Some(size) = image_size {
        request = request.header("x-openstack-image-size", &size.to_string());
    }
    if let Some(backend) = backend {
        request = request.header("x-image-meta-store", &backend);
    }
    request.await.fails_as(METHOD)
}

/// Removes the version from a path. Refuses a full URL, which would send the token to another server.
fn below_version(url: &str) -> Result<&str, OpenStackError> {
    match url.strip_prefix("/v2/") {
        Some(path) if !path.split('/').any(|segment| segment == "..") => Ok(path),
        _ => Err(client_error("`u_url` is not a path that begins with /v2/")),
    }
}

/// Get the data of an image: a text if it is UTF-8, else an object `{"base64": "…"}`; null if the image has no data.
/// The limit is 64 MiB, and Mistral's limit for results is 1 MiB by default.
///
/// Mirrors `Controller.data` of glanceclient's `v2/images.py`, which returns an iterator.
///
/// # Errors
///
/// If the image does not exist, it is too large, or its data does not match its hash.
#[mistral_action(name = "glance.images_data", tags("openstack"), test = images_data)]
pub async fn images_data(
    os: &OpenStack,
    /// Id of the image.
    image_id: String,
    /// Verify the data with the SHA-2 hash that Glance stores.
    #[input(default = true)]
    do_checksum: bool,
    /// Skip the verification if the hash uses another algorithm. Python verifies with MD5 in this case.
    #[input(default)]
    allow_md5_fallback: bool,
    /// Ids of stores, in order of preference.
    prefer: Option<Vec<String>>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Option<ImageData>, ActionError> {
    let os = region.client(os);
    let prefer = prefer.unwrap_or_default().join(",");
    let data = async {
        let image = if do_checksum {
            os.image().get(["images", &image_id]).await?
        } else {
            Value::Null
        };
        let mut request = os.image().get(["images", &image_id, "file"]);
        if !prefer.is_empty() {
            request = request.query("prefer", prefer);
        }
        let answer = request.send().await?;
        if answer.status() == 204 {
            return Ok(None);
        }
        check(answer.bytes(), &image, allow_md5_fallback)?;
        Ok(Some(ImageData::of(answer.bytes())))
    };
    data.await.fails_as(SERVICE.method("images.data"))
}

/// Verifies data with the hash in an image's properties, if there is one.
fn check(data: &[u8], image: &Value, allow_unknown: bool) -> Result<(), OpenStackError> {
    let Some(expected) = image["os_hash_value"].as_str() else {
        return Ok(());
    };
    let algorithm = image["os_hash_algo"].as_str().unwrap_or_default();
    let found = match algorithm {
        "sha256" => hex(&Sha256::digest(data)),
        "sha384" => hex(&Sha384::digest(data)),
        "sha512" => hex(&Sha512::digest(data)),
        _ if allow_unknown => return Ok(()),
        _ => {
            return Err(client_error(format_args!(
                "unsupported hash type {algorithm}"
            )));
        }
    };
    if found == expected {
        return Ok(());
    }
    Err(client_error(format_args!(
        "Corrupt image download. Hash was {found} expected {expected}"
    )))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_data_is_text_or_base64() {
        assert_eq!(json!(ImageData::of("é".as_bytes())), json!("é"));
        assert_eq!(json!(ImageData::of(&[0xff])), json!({"base64": "/w=="}));
        let bytes: ImageData = serde_json::from_value(json!({"base64": "/w=="})).unwrap();
        assert_eq!(bytes.bytes().unwrap(), [0xff]);
        assert_eq!(ImageData::Text("é".into()).bytes().unwrap(), "é".as_bytes());
    }

    #[test]
    fn data_is_verified_with_hash() {
        let image = |algorithm: &str, value: &str| json!({"os_hash_algo": algorithm, "os_hash_value": value});
        let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert!(check(b"hello", &image("sha256", sha256), false).is_ok());
        let corrupt = check(b"hell", &image("sha256", sha256), true).unwrap_err();
        assert!(corrupt.reason().starts_with("Corrupt image download"));
        assert!(check(b"hello", &image("blake2b", "x"), false).is_err());
        assert!(check(b"hello", &image("blake2b", "x"), true).is_ok());
        assert!(check(b"hello", &Value::Null, false).is_ok());
    }

    #[test]
    fn upload_url_outside_glance_is_refused() {
        assert_eq!(
            below_version("/v2/images/1/stage").unwrap(),
            "images/1/stage"
        );
        for elsewhere in ["http://h/v2/images/1/stage", "/v2/../x", "@h", "/v1/images"] {
            assert!(below_version(elsewhere).is_err(), "{elsewhere}");
        }
    }
}
