//! `settings!`: a struct of settings whose doc comments are its reference.

/// Declares a struct of settings: each field with its default and its doc comment.
macro_rules! settings {
    (#[doc = $about:literal] pub struct $name:ident { $(#[doc = $docs:literal] $field:ident: $type:ty = $default:expr,)* }) => {
        #[doc = $about]
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $(
                #[doc = $docs]
                #[serde(deserialize_with = "crate::config::declare::lenient")]
                pub $field: $type,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $name {
            fn entries() -> (&'static str, Vec<crate::config::Entry>) {
                let default = Self::default();
                let entries = vec![$(crate::config::Entry {
                    name: stringify!($field),
                    docs: $docs.trim_ascii(),
                    default: default.$field.to_string(),
                }),*];
                ($about.trim_ascii(), entries)
            }
        }
    };
}
pub(super) use settings;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::str::FromStr;

/// Reads a value, or the value a text stands for: variables and flags are texts.
pub(super) fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + FromStr<Err: Display>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given<T> {
        Value(T),
        Text(String),
    }
    match Given::deserialize(deserializer)? {
        Given::Value(value) => Ok(value),
        Given::Text(text) => text.trim().parse().map_err(|error| Error::custom(format!("`{text}`: {error}"))),
    }
}
