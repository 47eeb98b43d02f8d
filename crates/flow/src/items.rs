//! Lists of items: what an arrow carries. A short list is in memory as it is; a long
//! one is packed, page by page, and takes a tenth of that.

use crate::item::Item;
use crate::json::Json;
use page::Page;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

mod builder;
mod page;

pub use builder::ItemsBuilder;

/// A list with more items than this is packed.
const LONG: usize = 16_384;
/// A list that takes more than this is packed, in bytes; estimated.
const LARGE_BYTES: usize = 8 * 1024 * 1024;
/// A list with fewer items than this stays as it is, whatever their size: a page would hold them all.
const PACKED_LEAST: usize = 32;
/// Whoever takes no more items than this of a list comes back soon for the next ones.
const FEW: usize = 256;

/// A shared, unchangeable list of items. Cloning costs a counter, so an arrow
/// that fans out to ten nodes holds the list once.
///
/// It can be read as a slice. Of a packed list that opens all pages, and they stay
/// open as long as the list: who works through a long list takes [`Items::pages`] or
/// a [`Items::closed`] copy.
#[derive(Clone)]
pub struct Items(Arc<List>);

enum List {
    Here(Vec<Item>),
    Packed(Packed),
}

/// A part of a list that is in memory.
pub struct View {
    /// The whole list, of which this part is open.
    pub all: Items,
    /// The place of its first item in the list.
    pub first: usize,
    /// Its items.
    pub items: Items,
}

/// A list in pages.
struct Packed {
    pages: Vec<Page>,
    count: usize,
    /// All items, once somebody has read them as a slice.
    whole: OnceLock<Vec<Item>>,
}

impl Items {
    /// A list with one item of this data.
    pub fn one(json: impl Into<Json>) -> Self {
        Self::from(vec![Item::new(json)])
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        match &*self.0 {
            List::Here(items) => items.len(),
            List::Packed(packed) => packed.count,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at this place. Of a packed list it opens one page.
    pub fn get(&self, place: usize) -> Option<&Item> {
        match &*self.0 {
            List::Here(items) => items.get(place),
            List::Packed(packed) => packed.get(place),
        }
    }

    /// The first item.
    pub fn first(&self) -> Option<&Item> {
        self.get(0)
    }

    /// The last item.
    pub fn last(&self) -> Option<&Item> {
        self.len().checked_sub(1).and_then(|place| self.get(place))
    }

    /// So many items from this place on, or as many as there are. Of a packed list
    /// it opens the pages they are on; for more than a few only for this call.
    pub fn part(&self, first: usize, count: usize) -> Vec<Item> {
        match &*self.0 {
            List::Here(items) => items.iter().skip(first).take(count).cloned().collect(),
            List::Packed(packed) if count <= FEW => {
                (first..first + count).map_while(|place| packed.get(place)).cloned().collect()
            }
            List::Packed(packed) => packed.part(first, count),
        }
    }

    /// Whether both are the very same list in memory.
    pub fn same_list(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The items as an owned list; copies only if the list is shared.
    pub fn into_vec(self) -> Vec<Item> {
        match Arc::try_unwrap(self.0) {
            Ok(List::Here(items)) => items,
            Ok(List::Packed(packed)) => packed.all(),
            Err(shared) => match &*shared {
                List::Here(items) => items.clone(),
                List::Packed(packed) => packed.all(),
            },
        }
    }

    /// Whether the list is packed.
    pub fn is_packed(&self) -> bool {
        matches!(&*self.0, List::Packed(_))
    }

    /// Whether the list should be worked on page by page.
    pub fn is_long(&self) -> bool {
        self.is_packed() || self.len() > LONG
    }

    /// The list, packed if it is long or large.
    pub fn settled(self) -> Self {
        if self.len() < PACKED_LEAST || self.is_packed() {
            return self;
        }
        if self.len() <= LONG && self.size_bytes() <= LARGE_BYTES {
            return self;
        }
        self.into_vec().into_iter().collect::<ItemsBuilder>().finish()
    }

    /// About how many bytes the list takes in a record before that is compressed; of
    /// the items of a long list only some are looked at.
    pub fn size_bytes(&self) -> usize {
        match &*self.0 {
            List::Here(items) => page::size_bytes(items),
            List::Packed(packed) => packed.pages.iter().map(|page| page.bytes().len()).sum(),
        }
    }

    /// The same packed list with none of its pages open: what is opened in the copy
    /// is freed with it.
    pub fn closed(&self) -> Self {
        match &*self.0 {
            List::Here(_) => self.clone(),
            List::Packed(packed) => Self::packed(packed.pages.iter().map(Page::closed).collect()),
        }
    }

    /// The list in parts that are short enough to be in memory, in order; of a list
    /// that is in memory that is itself. What was opened of a part is freed with it.
    pub fn pages(&self) -> impl Iterator<Item = View> + '_ {
        let count = match &*self.0 {
            List::Here(_) => 1,
            List::Packed(packed) => packed.pages.len(),
        };
        let mut first = 0;
        (0..count).map(move |place| {
            let all = self.closed();
            let items = match &*all.0 {
                List::Here(_) => all.clone(),
                List::Packed(packed) => packed.pages[place].open().to_vec().into(),
            };
            let view = View { all, first, items };
            first += view.items.len();
            view
        })
    }

    /// One list after the other. Packed ones stay packed.
    pub fn join<'a>(lists: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut lists = lists.into_iter();
        let Some(first) = lists.next() else { return Self::default() };
        let Some(second) = lists.next() else { return first.clone() };
        let lists: Vec<&Self> = [first, second].into_iter().chain(lists).collect();
        if !lists.iter().any(|list| list.is_packed()) {
            return lists.into_iter().flat_map(|list| list.iter()).cloned().collect();
        }
        let mut joined = ItemsBuilder::default();
        for list in lists {
            joined.append(list);
        }
        joined.finish()
    }

    fn packed(pages: Vec<Page>) -> Self {
        let count = pages.iter().map(Page::len).sum();
        Self(Arc::new(List::Packed(Packed { pages, count, whole: OnceLock::new() })))
    }
}

impl Packed {
    fn get(&self, place: usize) -> Option<&Item> {
        if let Some(items) = self.whole.get() {
            return items.get(place);
        }
        let mut before = place;
        for page in &self.pages {
            if before < page.len() {
                return page.open().get(before);
            }
            before -= page.len();
        }
        None
    }

    fn part(&self, first: usize, count: usize) -> Vec<Item> {
        let count = count.min(self.count.saturating_sub(first));
        let mut part = Vec::with_capacity(count);
        let mut before = first;
        for page in &self.pages {
            if part.len() == count {
                break;
            }
            if before < page.len() {
                part.extend(page.items().into_iter().skip(before).take(count - part.len()));
            }
            before = before.saturating_sub(page.len());
        }
        part
    }

    fn all(&self) -> Vec<Item> {
        match self.whole.get() {
            Some(items) => items.clone(),
            None => self.part(0, self.count),
        }
    }
}

impl Deref for Items {
    type Target = [Item];
    fn deref(&self) -> &[Item] {
        match &*self.0 {
            List::Here(items) => items,
            List::Packed(packed) => packed.whole.get_or_init(|| packed.part(0, packed.count)),
        }
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        let are_same_pages = match (&*self.0, &*other.0) {
            (List::Packed(left), List::Packed(right)) => left.pages == right.pages,
            _ => self.same_list(other),
        };
        are_same_pages || self.len() == other.len() && **self == **other
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            List::Here(items) => items.fmt(formatter),
            List::Packed(packed) => write!(formatter, "[{} items in {} pages]", packed.count, packed.pages.len()),
        }
    }
}

/// The empty list is one for all: an empty input costs no allocation.
impl Default for Items {
    fn default() -> Self {
        static NONE: LazyLock<Items> = LazyLock::new(|| Vec::new().into());
        NONE.clone()
    }
}

impl From<Vec<Item>> for Items {
    fn from(items: Vec<Item>) -> Self {
        Self(Arc::new(List::Here(items)))
    }
}

impl FromIterator<Item> for Items {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        items.into_iter().collect::<Vec<_>>().into()
    }
}

/// For people always a plain list; in a record a packed list is a map from the counts
/// of its pages to their bytes.
impl Serialize for Items {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let packed = match &*self.0 {
            List::Packed(packed) if !serializer.is_human_readable() => packed,
            _ => return self.deref().serialize(serializer),
        };
        let mut pages = serializer.serialize_map(Some(packed.pages.len()))?;
        for page in &packed.pages {
            pages.serialize_entry(&page.len(), &page.bytes())?;
        }
        pages.end()
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Items;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut given: A) -> Result<Items, A::Error> {
                let mut items = Vec::with_capacity(given.size_hint().unwrap_or(0).min(LONG));
                while let Some(item) = given.next_element()? {
                    items.push(item);
                }
                Ok(items.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Items, A::Error> {
                let mut pages = Vec::new();
                while let Some((count, bytes)) = given.next_entry::<usize, page::Bytes>()? {
                    pages.push(Page::read(count, bytes).map_err(serde::de::Error::custom)?);
                }
                Ok(Items::packed(pages))
            }
        }

        deserializer.deserialize_any(List)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn numbered(count: usize) -> Items {
        (0..count).map(|n| Item::new(json!({"n": n, "name": "a name that repeats"}))).collect()
    }

    #[test]
    fn a_long_list_is_packed_and_reads_like_a_short_one() {
        let plain = numbered(LONG + 5_000);
        let packed = numbered(LONG + 5_000).settled();
        assert!(packed.is_packed() && !plain.is_packed());
        assert_eq!(packed.len(), plain.len());
        assert_eq!(packed.get(5_000), plain.get(5_000));
        assert_eq!(packed.last(), plain.last());
        assert_eq!(packed.get(packed.len()), None);
        assert_eq!(packed.part(4_090, 10), plain.part(4_090, 10));
        assert_eq!(packed.part(LONG, 1_000_000), plain.part(LONG, 1_000_000));
        let paged: Vec<Item> = packed.pages().flat_map(|view| view.items.into_vec()).collect();
        assert_eq!(paged, plain.to_vec());
        assert_eq!(packed, plain);
        assert!(!numbered(LONG).settled().is_packed());
    }

    #[test]
    fn a_list_of_few_large_items_is_packed() {
        let large = Item::new(json!({"text": "x".repeat(LARGE_BYTES / PACKED_LEAST)}));
        assert!(Items::from(vec![large.clone(); PACKED_LEAST]).settled().is_packed());
        assert!(!Items::from(vec![large; PACKED_LEAST - 1]).settled().is_packed());
    }

    #[test]
    fn joined_lists_keep_their_order() {
        let (packed, short) = (numbered(LONG + 1).settled(), numbered(3));
        let joined = Items::join([&short, &packed, &short, &packed]);
        assert!(joined.is_packed());
        let expected = [&short, &packed, &short, &packed].into_iter().flat_map(|list| list.iter()).cloned();
        assert_eq!(joined.into_vec(), expected.collect::<Vec<_>>());
        assert!(!Items::join([&short, &short]).is_packed());
        assert!(Items::join([&packed]).same_list(&packed));
        assert!(Items::join([]).is_empty());
    }

    #[test]
    fn packed_lists_survive_a_record_packed_and_json_plain() {
        let packed = numbered(LONG + 1).settled();
        let read: Items = rmp_serde::from_slice(&rmp_serde::to_vec(&packed).unwrap()).unwrap();
        assert!(read.is_packed());
        assert_eq!(read, packed);
        let read: Items = serde_json::from_str(&serde_json::to_string(&packed).unwrap()).unwrap();
        assert!(!read.is_packed());
        assert_eq!(read, packed);
    }

    #[test]
    fn a_damaged_page_is_refused_when_it_is_read() {
        let packed = numbered(LONG + 1).settled();
        let record = rmp_serde::to_vec(&packed).unwrap();
        let mut counts_wrong = record.clone();
        let place = record.windows(3).position(|bytes| bytes == [0xcd, 0x10, 0x00]).unwrap();
        counts_wrong[place + 1] = 0x11;
        assert!(rmp_serde::from_slice::<Items>(&counts_wrong).is_err());
        let cut = &record[..record.len() - 1];
        assert!(rmp_serde::from_slice::<Items>(cut).is_err());
    }
}
