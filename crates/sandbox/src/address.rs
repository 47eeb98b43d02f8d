//! `URL` in the sandbox: takes an address apart, after setting a part of it.

use serde::Deserialize;
use serde_json::json;
use url::{Url, quirks};

/// What is asked for.
#[derive(Deserialize)]
struct Asked {
    address: String,
    base: Option<String>,
    part: Option<String>,
    #[serde(default)]
    value: String,
}

/// Writes the parts as the web names them; None if it is no address.
pub(crate) fn write(asked: &str, to: &mut Vec<u8>) -> Option<()> {
    let asked: Asked = serde_json::from_str(asked).ok()?;
    let base = asked.base.as_deref().map(Url::parse).transpose().ok()?;
    let mut url = Url::options().base_url(base.as_ref()).parse(&asked.address).ok()?;
    if let Some(part) = &asked.part {
        set(&mut url, part, &asked.value)?;
    }
    let parts = json!({
        "href": quirks::href(&url), "origin": quirks::origin(&url), "protocol": quirks::protocol(&url),
        "username": quirks::username(&url), "password": quirks::password(&url), "host": quirks::host(&url),
        "hostname": quirks::hostname(&url), "port": quirks::port(&url), "pathname": quirks::pathname(&url),
        "search": quirks::search(&url), "hash": quirks::hash(&url),
    });
    serde_json::to_writer(to, &parts).ok()
}

/// Sets a part; on the web, one that cannot be set is left as it is.
fn set(url: &mut Url, part: &str, value: &str) -> Option<()> {
    match part {
        "href" => return quirks::set_href(url, value).ok(),
        "protocol" => drop(quirks::set_protocol(url, value)),
        "username" => drop(quirks::set_username(url, value)),
        "password" => drop(quirks::set_password(url, value)),
        "host" => drop(quirks::set_host(url, value)),
        "hostname" => drop(quirks::set_hostname(url, value)),
        "port" => drop(quirks::set_port(url, value)),
        "pathname" => quirks::set_pathname(url, value),
        "search" => quirks::set_search(url, value),
        "hash" => quirks::set_hash(url, value),
        _ => return None,
    }
    Some(())
}
