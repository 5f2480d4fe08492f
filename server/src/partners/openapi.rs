//! `GET /api/v1/openapi.json`: the description of the API, kept as a file beside.

use poem::{Response, handler};

/// The description itself.
pub(crate) const DESCRIPTION: &str = include_str!("openapi.json");

#[handler]
pub(crate) fn openapi() -> Response {
    Response::builder().content_type("application/json; charset=utf-8").body(DESCRIPTION)
}

#[cfg(test)]
mod tests {
    use super::DESCRIPTION;

    #[test]
    fn every_address_of_the_api_is_described() {
        let described: serde_json::Value = serde_json::from_str(DESCRIPTION).unwrap();
        let paths = described["paths"].as_object().unwrap();
        let routes = include_str!("../routes.rs");
        let mut count = 0;
        for part in routes.split("\"/api/v1").skip(1) {
            let path = part.split('"').next().unwrap();
            let named: Vec<String> = path
                .split('/')
                .map(|word| word.strip_prefix(':').map_or(word.to_owned(), |n| format!("{{{n}}}")))
                .collect();
            let named = named.join("/");
            if named != "/openapi.json" {
                assert!(paths.contains_key(&named), "{named} is not described");
                count += 1;
            }
        }
        assert!(count >= 12, "only {count} addresses were found in routes.rs");
    }
}
