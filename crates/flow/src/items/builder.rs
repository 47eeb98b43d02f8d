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
            self.pack_full();
        }
    }

    /// Adds a list at the end. Pages of a packed list are taken over as they are.
    pub fn append(&mut self, items: &Items) {
        match &*items.0 {
            List::Here(items) => items.iter().cloned().for_each(|item| self.push(item)),
            List::Packed(packed) => {
                self.pack_all();
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
        self.pack_all();
        Items::packed(self.pages)
    }

    /// Packs full pages; what is left stays open.
    fn pack_full(&mut self) {
        let mut left = std::mem::take(&mut self.open).into_iter();
        loop {
            let (page, bytes) = next_page(&mut left);
            if page.len() < PAGE_ITEMS && bytes < PAGE_BYTES {
                (self.open, self.open_bytes) = (page, bytes);
                return;
            }
            self.pages.push(Page::pack(&page));
        }
    }

    /// Packs everything, the last page as full as it is.
    fn pack_all(&mut self) {
        self.pack_full();
        if !self.open.is_empty() {
            self.pages.push(Page::pack(&self.open));
            self.open.clear();
            self.open_bytes = 0;
        }
    }
}

/// As many items as fill a page, or as are left.
fn next_page(items: &mut impl Iterator<Item = Item>) -> (Vec<Item>, usize) {
    let (mut page, mut bytes) = (Vec::new(), 0);
    while page.len() < PAGE_ITEMS && bytes < PAGE_BYTES {
        let Some(item) = items.next() else { break };
        bytes += item_bytes(&item);
        page.push(item);
    }
    (page, bytes)
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
