//! [`Catalog`]: the endpoints of a cloud's services.

use serde_json::Value;

/// The endpoints of a cloud's services, as Keystone lists them.
#[derive(Debug, Default)]
pub struct Catalog(Vec<Endpoint>);

#[derive(Debug)]
struct Endpoint {
    service_type: String,
    interface: String,
    regions: Vec<String>,
    url: String,
}

impl Catalog {
    /// Reads the body of a token: `{"catalog": […]}`, also below `token`. `None` if its catalog is missing or empty.
    pub fn read(token: &Value) -> Option<Self> {
        let token = token.get("token").unwrap_or(token);
        let services = token["catalog"]
            .as_array()
            .or_else(|| token["serviceCatalog"].as_array());
        let services = services.filter(|services| !services.is_empty())?;
        Some(Self(services.iter().flat_map(endpoints).collect()))
    }

    /// Returns the endpoint of the last of these types that has one in the region, as mistral-extra does
    /// (`get_service_endpoint` in its `actions/openstack/base.py`). The URL may contain templates of a project's id.
    ///
    /// `interface` is `public`, `internal` or `admin`; the names with `URL` at their end are equivalent, because
    /// mistral-extra compares by inclusion.
    pub fn find(&self, types: &[&str], interface: &str, region: Option<&str>) -> Option<&str> {
        let interface = interface.trim_end_matches("URL");
        let of_type = |service_type: &&str| {
            let found = self.0.iter().find(|endpoint| {
                endpoint.service_type == *service_type
                    && endpoint.interface.trim_end_matches("URL") == interface
                    && region.is_none_or(|region| endpoint.regions.iter().any(|one| one == region))
            })?;
            Some(found.url.as_str())
        };
        types.iter().rev().find_map(of_type)
    }

    /// Returns the types of all services, sorted.
    pub fn types(&self) -> Vec<&str> {
        let types = self.0.iter().map(|endpoint| endpoint.service_type.as_str());
        sorted(types.collect())
    }

    /// Returns the regions that have a service of these types, sorted.
    pub fn regions(&self, types: &[&str]) -> Vec<&str> {
        let of_types = self
            .0
            .iter()
            .filter(|endpoint| types.contains(&endpoint.service_type.as_str()));
        let regions = of_types.flat_map(|endpoint| &endpoint.regions);
        sorted(regions.map(String::as_str).collect())
    }
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
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
            // The form of Keystone's version 2.
            None => {
                for interface in ["public", "internal", "admin"] {
                    push(interface, &endpoint[format!("{interface}URL")]);
                }
            }
        }
    }
    found
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
    fn last_type_with_an_endpoint_in_the_region_is_found() {
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
    fn catalog_of_keystone_version_2_is_read() {
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
}
