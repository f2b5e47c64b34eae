//! [`Catalog`]: where the services are, as Keystone's token says.

use serde_json::Value;

/// The services that a token's catalog names.
#[derive(Debug, Default)]
pub(crate) struct Catalog(Vec<Endpoint>);

#[derive(Debug)]
struct Endpoint {
    service_type: String,
    interface: String,
    regions: Vec<String>,
    url: String,
}

impl Catalog {
    /// Reads the body of a token, or what has a catalog like it. `None` if it has none.
    pub(crate) fn read(token: &Value) -> Option<Self> {
        let token = token.get("token").unwrap_or(token);
        let services = token["catalog"]
            .as_array()
            .or_else(|| token["serviceCatalog"].as_array());
        let services = services.filter(|services| !services.is_empty())?;
        Some(Self(services.iter().flat_map(endpoints).collect()))
    }

    /// The endpoint of the last of these types that has one in the region, as mistral-extra chooses
    /// (`get_service_endpoint` in its `actions/openstack/base.py`).
    pub(crate) fn find(
        &self,
        types: &[&str],
        interface: &str,
        region: Option<&str>,
    ) -> Option<&str> {
        let of_type = |service_type: &&str| {
            let here = self.0.iter().find(|endpoint| {
                endpoint.service_type == *service_type
                    // mistral-extra asks whether the one is part of the other: `public` is of `publicURL`.
                    && endpoint.interface.trim_end_matches("URL") == interface.trim_end_matches("URL")
                    && region.is_none_or(|region| endpoint.regions.iter().any(|one| one == region))
            })?;
            Some(here.url.as_str())
        };
        types.iter().rev().find_map(of_type)
    }

    /// What there is, for whoever looks for what is not.
    pub(crate) fn types(&self) -> Vec<&str> {
        let mut types: Vec<_> = self
            .0
            .iter()
            .map(|endpoint| endpoint.service_type.as_str())
            .collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    /// The regions of these services.
    pub(crate) fn regions(&self, types: &[&str]) -> Vec<&str> {
        let of_types = self
            .0
            .iter()
            .filter(|endpoint| types.contains(&endpoint.service_type.as_str()));
        let mut regions: Vec<_> = of_types
            .flat_map(|endpoint| &endpoint.regions)
            .map(String::as_str)
            .collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }
}

fn endpoints(service: &Value) -> Vec<Endpoint> {
    let service_type = service["type"].as_str().unwrap_or_default();
    let mut found = Vec::new();
    for endpoint in service["endpoints"].as_array().into_iter().flatten() {
        let mut regions: Vec<String> = ["region_id", "region"]
            .iter()
            .filter_map(|key| endpoint[key].as_str().map(str::to_owned))
            .collect();
        regions.dedup();
        let mut push = |interface: &str, url: &Value| {
            if let Some(url) = url.as_str() {
                found.push(Endpoint {
                    service_type: service_type.to_owned(),
                    interface: interface.to_owned(),
                    regions: regions.clone(),
                    url: url.to_owned(),
                });
            }
        };
        match endpoint["interface"].as_str() {
            Some(interface) => push(interface, &endpoint["url"]),
            // As Keystone's second version had it.
            None => {
                for interface in ["public", "internal", "admin"] {
                    push(interface, &endpoint[format!("{interface}URL")]);
                }
            }
        }
    }
    found
}

/// Fills the templates in an endpoint's URL: `$(tenant_id)s`, `%(project_id)s`.
pub(crate) fn expand(url: &str, project_id: Option<&str>) -> String {
    let project = project_id.unwrap_or_default();
    ["tenant_id", "project_id"]
        .iter()
        .fold(url.to_owned(), |url, name| {
            url.replace(&format!("$({name})s"), project)
                .replace(&format!("%({name})s"), project)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn catalog() -> Catalog {
        let endpoint = |region: &str, interface: &str, url: &str| json!({"region": region, "region_id": region, "interface": interface, "url": url});
        Catalog::read(&json!({"catalog": [
            {"type": "block-storage", "endpoints": [endpoint("one", "public", "http://b/v3")]},
            {"type": "volumev3", "endpoints": [
                endpoint("one", "internal", "http://i"), endpoint("one", "public", "http://v/v3/$(project_id)s"),
            ]},
            {"type": "compute", "endpoints": [endpoint("two", "public", "http://c")]},
        ]})).unwrap()
    }

    #[test]
    fn endpoints_are_found_as_mistral_extra_finds_them() {
        let catalog = catalog();
        let volumes = ["block-storage", "volumev3", "block-store"];
        assert_eq!(
            catalog.find(&volumes, "public", None),
            Some("http://v/v3/$(project_id)s")
        );
        assert_eq!(catalog.find(&volumes, "public", Some("two")), None);
        assert_eq!(
            catalog.find(&["compute"], "public", Some("two")),
            Some("http://c")
        );
        assert_eq!(
            catalog.find(&["compute"], "publicURL", None),
            Some("http://c")
        );
        assert_eq!(catalog.find(&["compute"], "admin", None), None);
        assert_eq!(catalog.regions(&["compute"]), ["two"]);
    }

    #[test]
    fn catalogs_of_keystones_second_version_are_read() {
        let catalog = Catalog::read(&json!({"serviceCatalog": [
            {"type": "compute", "endpoints": [{"region": "one", "publicURL": "http://c", "adminURL": "http://a"}]},
        ]})).unwrap();
        assert_eq!(
            catalog.find(&["compute"], "public", Some("one")),
            Some("http://c")
        );
        assert!(Catalog::read(&json!({})).is_none());
        assert!(Catalog::read(&json!({"catalog": []})).is_none());
    }

    #[test]
    fn templates_are_filled() {
        assert_eq!(
            expand("http://v/v3/$(project_id)s", Some("p")),
            "http://v/v3/p"
        );
        assert_eq!(
            expand("http://v/v3/%(tenant_id)s", Some("p")),
            "http://v/v3/p"
        );
    }
}
