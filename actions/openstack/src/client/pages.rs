//! Lists that come in pages.

use serde_json::Value;

use super::Request;
use super::error::OpenStackError;

impl Request {
    /// Everything in a list, however many pages it comes in: what is under this key of each of the answers.
    ///
    /// Follows `<key>_links` (Nova, Cinder, Neutron), `next` (Glance) and `links.next` (Keystone).
    ///
    /// # Errors
    ///
    /// If a request fails, or an answer has no such list.
    pub async fn all(self, key: &str) -> Result<Vec<Value>, OpenStackError> {
        self.first(usize::MAX, key).await
    }

    /// The first so many things in a list. No page is asked for that is not needed.
    pub(crate) async fn first(self, most: usize, key: &str) -> Result<Vec<Value>, OpenStackError> {
        let mut all = Vec::new();
        let mut page = self;
        loop {
            let mut body = page.answer().await?.json()?;
            let Some(Value::Array(items)) = body.get_mut(key).map(Value::take) else {
                return Err(OpenStackError::failed(
                    page.what(),
                    format_args!("the answer has no list `{key}`"),
                ));
            };
            let is_empty = items.is_empty();
            all.extend(items);
            if all.len() >= most {
                all.truncate(most);
                return Ok(all);
            }
            match next(&body, key).map(query) {
                // A service that leads in circles must not be followed for ever.
                Some(query) if !is_empty && query != page.query => page.query = query,
                _ => return Ok(all),
            }
        }
    }
}

/// Where the next page is.
fn next<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    let links = body[format!("{key}_links")].as_array();
    let of_links =
        links.and_then(|links| links.iter().find(|link| link["rel"] == "next")?["href"].as_str());
    of_links
        .or_else(|| body["next"].as_str())
        .or_else(|| body["links"]["next"].as_str())
}

/// What of the next page's address is followed: only its query, so that no answer can send the token elsewhere.
fn query(address: &str) -> Vec<(String, String)> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_service_has_its_own_way_to_the_next_page() {
        let nova = json!({"servers": [], "servers_links": [{"rel": "next", "href": "http://h/servers?limit=1&marker=a%20b"}]});
        let found = query(next(&nova, "servers").unwrap());
        assert_eq!(
            found,
            [
                ("limit".into(), "1".into()),
                ("marker".into(), "a b".into())
            ]
        );
        assert_eq!(
            next(&json!({"next": "/v2/images?marker=x"}), "images"),
            Some("/v2/images?marker=x")
        );
        assert_eq!(
            next(
                &json!({"links": {"next": null, "self": "http://h"}}),
                "users"
            ),
            None
        );
        assert_eq!(
            next(
                &json!({"servers_links": [{"rel": "previous", "href": "x"}]}),
                "servers"
            ),
            None
        );
    }
}
