//! Lists that arrive in pages.

use serde_json::Value;

use super::request::Request;
use crate::OpenStackError;

/// The parameters of a request's query.
type Query = Vec<(String, String)>;

impl Request {
    /// Returns all items of a list, from all of its pages: the items under `key` of each response.
    ///
    /// Follows `<key>_links` (Nova, Cinder, Neutron), `next` (Glance) and `links.next` (Keystone).
    ///
    /// # Errors
    ///
    /// If a request fails or a response has no such list.
    pub async fn all(self, key: &str) -> Result<Vec<Value>, OpenStackError> {
        self.first(usize::MAX, key).await
    }

    /// Returns the first `limit` items of a list. Requests no more pages than needed.
    ///
    /// # Errors
    ///
    /// If a request fails or a response has no such list.
    pub async fn first(self, limit: usize, key: &str) -> Result<Vec<Value>, OpenStackError> {
        let operation = self.operation();
        let mut count = 0;
        let pages = self.pages(|_, pages| {
            let page = pages.last()?;
            let here = page[key].as_array()?.len();
            count += here;
            let address = next(page, key).filter(|_| here > 0 && count < limit)?;
            Some(query_of(address))
        });
        let mut items = Vec::new();
        for mut page in pages.await? {
            let Some(Value::Array(more)) = page.get_mut(key).map(Value::take) else {
                return Err(OpenStackError::failed(
                    operation,
                    format_args!("the answer has no list `{key}`"),
                ));
            };
            items.extend(more);
        }
        items.truncate(limit);
        Ok(items)
    }

    /// Returns the JSON of this request's response and of those of its further pages. `next` returns the query of the
    /// page that follows, from the last query and all pages so far; `None` ends the list.
    ///
    /// The list also ends at a query that equals the last one, so that a service cannot cause an endless loop.
    ///
    /// # Errors
    ///
    /// If a request fails or a response is not JSON.
    pub async fn pages(
        mut self,
        mut next: impl FnMut(&[(String, String)], &[Value]) -> Option<Query>,
    ) -> Result<Vec<Value>, OpenStackError> {
        let mut pages = Vec::new();
        loop {
            pages.push(self.response().await?.json()?);
            match next(&self.query, &pages) {
                Some(query) if query != self.query => self.query = query,
                _ => return Ok(pages),
            }
        }
    }
}

/// The address of the next page.
fn next<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    let links = body[format!("{key}_links")].as_array();
    let of_links =
        links.and_then(|links| links.iter().find(|link| link["rel"] == "next")?["href"].as_str());
    of_links
        .or_else(|| body["next"].as_str())
        .or_else(|| body["links"]["next"].as_str())
}

/// Returns the query of the address of a next page. The rest of the address is ignored, so that a response cannot send
/// the token to another server.
pub fn query_of(address: &str) -> Query {
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
    fn next_page_is_found_in_the_form_of_each_service() {
        let nova = json!({"servers": [], "servers_links": [{"rel": "next", "href": "http://h/servers?limit=1&marker=a%20b"}]});
        let found = query_of(next(&nova, "servers").unwrap());
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
