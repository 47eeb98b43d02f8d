//! A signed-in client of the API.

use crate::http::{self, Connection, Reply};
use serde_json::Value;
use std::net::SocketAddr;

/// A signed-in client of the API; signed in by what set-up answers.
pub struct Client {
    address: SocketAddr,
    cookie: String,
}

impl Client {
    /// Not signed in yet.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookie: String::new() }
    }

    /// Sends JSON and gives the JSON that comes back; anything but 2xx is an error.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        self.send("POST", path, &body.to_string()).await
    }

    /// Gives the JSON at this path.
    pub async fn get(&mut self, path: &str) -> Result<Value, String> {
        self.send("GET", path, "").await
    }

    /// Puts JSON in place of what is there.
    pub async fn put(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        self.send("PUT", path, &body.to_string()).await
    }

    /// What says who it is.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    async fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Value, String> {
        let headers = [("cookie", self.cookie.as_str()), ("x-towpath-request", "1")];
        let request = http::request(method, path, &headers, body);
        let mut connection = Connection::open(self.address).await.map_err(|error| error.to_string())?;
        let reply = connection.send(&request).await.map_err(|error| format!("{method} {path}: {error}"))?;
        self.keep_cookie(&reply);
        let text = String::from_utf8_lossy(&reply.body);
        if !(200..300).contains(&reply.status) {
            return Err(format!("{method} {path} answered {}: {text}", reply.status));
        }
        serde_json::from_str(&text)
            .or_else(|error| if text.is_empty() { Ok(Value::Null) } else { Err(error.to_string()) })
    }

    fn keep_cookie(&mut self, reply: &Reply) {
        let set = http::field(&reply.head, "set-cookie").and_then(|field| field.split(';').next());
        if let Some(cookie) = set {
            cookie.clone_into(&mut self.cookie);
        }
    }
}
