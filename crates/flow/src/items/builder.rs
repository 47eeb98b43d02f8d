//! Makes a list item by item without ever holding all of a long one in memory.

use super::page::{PAGE_BYTES, PAGE_ITEMS, Page, item_bytes};
use super::{Items, LARGE_BYTES, LONG, List};
use crate::item::Item;

/// A list that is being made. As soon as it is long or large, full pages are packed.
#[derive(Default)]
pub struct ItemsBuilder {
    pages: Vec<Page>,
    /// The items after the last packed page.
    open: Vec<Item>,
    /// About how many bytes `open` takes.
    open_bytes: usize,
}

impl ItemsBuilder {
    /// Adds an item at the end.
    pub fn push(&mut self, item: Item) {
        self.open_bytes += item_bytes(&item);
        self.open.push(item);
        let is_long = self.open.len() > LONG || self.open_bytes > LARGE_BYTES;
        let is_page = self.open.len() >= PAGE_ITEMS || self.open_bytes >= PAGE_BYTES;
        if is_long || is_page && !self.pages.is_empty() {
            self.pack_open();
        }
    }

    /// Adds a list at the end. Pages of a packed list are taken over as they are.
    pub fn append(&mut self, items: &Items) {
        match &*items.0 {
            List::Here(items) => items.iter().cloned().for_each(|item| self.push(item)),
            List::Packed(packed) => {
                self.pack_open();
                self.pages.extend(packed.pages.iter().map(Page::closed));
            }
        }
    }

    /// How many items there are so far.
    pub fn len(&self) -> usize {
        self.pages.iter().map(Page::len).sum::<usize>() + self.open.len()
    }

    /// Whether there is none so far.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.open.is_empty()
    }

    /// The list.
    pub fn finish(mut self) -> Items {
        if self.pages.is_empty() {
            return self.open.into();
        }
        self.pack_open();
        Items::packed(self.pages)
    }

    fn pack_open(&mut self) {
        let mut items = std::mem::take(&mut self.open).into_iter().peekable();
        self.open_bytes = 0;
        while items.peek().is_some() {
            let (mut page, mut bytes) = (Vec::with_capacity(PAGE_ITEMS), 0);
            while page.len() < PAGE_ITEMS && bytes < PAGE_BYTES {
                let Some(item) = items.next() else { break };
                bytes += item_bytes(&item);
                page.push(item);
            }
            self.pages.push(Page::pack(&page));
        }
    }
}

impl Extend<Item> for ItemsBuilder {
    fn extend<I: IntoIterator<Item = Item>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl FromIterator<Item> for ItemsBuilder {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        let mut builder = Self::default();
        builder.extend(items);
        builder
    }
}
