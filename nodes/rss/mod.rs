//! Reads a feed of news.

use crate::files::{aside, format_error, named};
use formats::{encoding, feed};
use http::Method;
use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::each::{OnItemError, Pace, each, failed_item, paired};
use node_sdk::flow::Item;
use node_sdk::outbound::Request;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Read feed
///
/// Reads a feed of news, RSS or Atom, and gives an item for each entry.
///
/// Entries have `title`, `link`, `pubDate`, `isoDate`, `content`, `contentSnippet` (without marks), `creator` and `guid`,
/// as far as the feed has them. To go on with new entries only, put Remove duplicates behind it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rss {
    /// # URL
    ///
    /// The address of the feed.
    #[schemars(extend("x-placeholder" = "https://example.com/feed.xml"))]
    url: Field<String>,
    /// # Further elements
    ///
    /// Names of elements to take along, with commas between, such as `media:title`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    more: Field<String>,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

#[async_trait]
impl HeavyNode for Rss {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let pace = Pace { at_once: 4, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, None, |index| self.read(context, index)).await?;
        let items = results
            .into_iter()
            .enumerate()
            .flat_map(|(index, result)| result.unwrap_or_else(|error| vec![failed_item(context, index, &error)]));
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }
}

impl Rss {
    async fn read(&self, context: &HeavyContext<'_>, index: usize) -> Result<Vec<Item>, NodeError> {
        let scope = context.scope(index);
        let (url, more) = (named(&self.url, &scope, "url")?, named(&self.more, &scope, "more")?);
        let url = url.trim().parse().map_err(|_| {
            let message = format!("`{}` is not the address of a feed.", url.trim());
            NodeError::permanent("url_invalid", message, "Write it in full, beginning with https:// or http://.")
                .at("url")
        })?;
        let mut request = Request::new(Method::GET, url);
        request.timeout_ms = context.time_left_ms().min(30_000);
        let accepted = http::HeaderValue::from_static(
            "application/rss+xml, application/atom+xml, application/xml, text/xml;q=0.9",
        );
        request.headers.insert(http::header::ACCEPT, accepted);
        let response =
            context.services.http().send(request).await.map_err(|error| send_error(&error, Effect::Reads))?;
        if let Some(error) = status_error(&response, context.now) {
            return Err(error);
        }
        let entries = aside(move || {
            let text =
                encoding::decode(&response.body, encoding::detect(&response.body), false).map_err(format_error)?;
            let more: Vec<&str> = more.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            feed::entries(&text, &more).map_err(format_error)
        });
        let item = |fields| Item { lineage: paired(index), ..Item::new(Value::Object(fields)) };
        Ok(entries.await?.into_iter().map(item).collect())
    }
}

/// The kind `rss`.
pub fn kind() -> Kind {
    heavy::<Rss>("rss", Group::Network, include_str!("icon.svg"))
        .keywords(&["rss", "atom", "feed", "news", "blog", "podcast"])
}
