//! The other regions of the settings, and how requests get there.

use crate::config::Places;
use api::{Away, Messenger, Regions};
use async_trait::async_trait;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A server of another region is connected to within this time.
const CONNECT_MOST: Duration = Duration::from_secs(5);
/// An answer that says nothing for so long has broken off; live streams speak more often.
const SILENT_MOST: Duration = Duration::from_secs(90);

/// The regions as the settings say. Errors are sentences.
pub fn regions(places: &Places) -> Result<Regions, String> {
    let Places { region, regions, region_secret, region_away } = places;
    let others = others(regions)?;
    if region.is_empty() && !others.is_empty() {
        return Err("`regions` names other regions: name this one with `region`".into());
    }
    let away = match region_away.as_str() {
        "forward" => Away::Forward,
        "redirect" => Away::Redirect,
        "refuse" => Away::Refuse,
        other => return Err(format!("`region_away` is `{other}`; it can be `forward`, `redirect` or `refuse`")),
    };
    if away == Away::Forward && !others.is_empty() && region_secret.len() < 16 {
        return Err("requests are forwarded to other regions: set `region_secret`, at least 16 characters and the \
                    same everywhere"
            .into());
    }
    let messenger = if others.is_empty() { None } else { Some(Arc::new(Http::new()?) as Arc<dyn Messenger>) };
    Ok(Regions { own: region.clone(), others, secret: region_secret.clone(), away, messenger })
}

fn others(regions: &str) -> Result<BTreeMap<String, String>, String> {
    let entries = regions.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let other = |entry: &str| {
        let (name, address) = entry.split_once('=')?;
        let address = address.trim().trim_end_matches('/');
        let url = Url::parse(address).ok()?;
        let is_right = matches!(url.scheme(), "http" | "https") && url.path() == "/" && !name.trim().is_empty();
        is_right.then(|| (name.trim().to_owned(), address.to_owned()))
    };
    let wrong = |entry| format!("`regions` has `{entry}`, which is not `name=https://address`");
    entries.map(|entry| other(entry).ok_or_else(|| wrong(entry))).collect()
}

/// Sends requests as they are: no redirect is followed and no body opened.
#[derive(Debug)]
struct Http {
    client: reqwest::Client,
}

impl Http {
    fn new() -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_brotli()
            .no_proxy()
            .connect_timeout(CONNECT_MOST)
            .read_timeout(SILENT_MOST)
            .build();
        client.map(|client| Self { client }).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Messenger for Http {
    async fn send(&self, request: Request) -> Result<Response, String> {
        let (parts, body) = request.into_parts();
        let mut sent = self.client.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        if !body.is_end_stream() {
            sent = sent.body(reqwest::Body::wrap_stream(body.into_data_stream()));
        }
        let answer = sent.send().await.map_err(|error| error.without_url().to_string())?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = Response::new(Body::from_stream(answer.bytes_stream()));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(region: &str, regions: &str, secret: &str, away: &str) -> Places {
        Places {
            region: region.into(),
            regions: regions.into(),
            region_secret: secret.into(),
            region_away: away.into(),
        }
    }

    #[test]
    fn regions_are_read_from_their_settings() {
        assert!(regions(&Places::default()).unwrap().own.is_empty());
        let known = others(" us=https://us.example.test/ ,ap=http://10.0.0.1:8080").unwrap();
        assert_eq!(known["us"], "https://us.example.test");
        assert_eq!(known["ap"], "http://10.0.0.1:8080");
    }

    #[test]
    fn what_is_wrong_with_regions_is_said() {
        let cases = [
            (places("eu", "us", "", "refuse"), "`us`"),
            (places("eu", "us=ftp://a", "", "refuse"), "`us=ftp://a`"),
            (places("eu", "us=https://a/b", "", "refuse"), "`us=https://a/b`"),
            (places("", "us=https://a", "", "refuse"), "`region`"),
            (places("eu", "us=https://a", "short", "forward"), "`region_secret`"),
            (places("eu", "", "", "somehow"), "`somehow`"),
        ];
        for (places, named) in cases {
            let said = regions(&places).unwrap_err();
            assert!(said.contains(named), "{said}");
        }
    }
}
