//! [`of`]: a software bill of materials in CycloneDX's format.

use serde_json::{Value, json};

use super::dependencies::Dependency;
use super::{NAME, version};

/// Returns the bill of materials of the program, as JSON.
pub(super) fn of(dependencies: &[Dependency]) -> Vec<u8> {
    let components: Vec<Value> = dependencies.iter().map(component).collect();
    let bom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": NAME,
                "name": NAME,
                "version": version(),
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": components,
    });
    format!("{bom:#}\n").into_bytes()
}

fn component(dependency: &Dependency) -> Value {
    let Dependency {
        name,
        version,
        license,
        checksum,
    } = dependency;
    let purl = format!("pkg:cargo/{name}@{version}");
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
    });
    if !license.is_empty() {
        component["licenses"] = json!([{"expression": license}]);
    }
    if let Some(checksum) = checksum {
        component["purl"] = purl.into();
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    component
}
