//! What test data is put together from, and the chance that picks it. Pure.

use serde_json::{Value, json};
use std::fmt::Write;

const FIRST_NAMES: &[&str] = &[
    "Ada", "Amir", "Anna", "Ben", "Carla", "Chen", "David", "Elif", "Emma", "Farid", "Grace", "Hana", "Ivan", "Jonas",
    "Kira", "Lena", "Luca", "Maya", "Noah", "Olga", "Priya", "Rosa", "Sami", "Tomas", "Yuki", "Zoe",
];
const LAST_NAMES: &[&str] = &[
    "Adams", "Baker", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jensen", "Kaya", "Larsen",
    "Meyer", "Novak", "Okafor", "Patel", "Rossi", "Silva", "Tanaka", "Weber", "Young", "Zhang",
];
const STREETS: &[&str] = &["Mill Lane", "Canal Street", "Station Road", "Park Avenue", "Harbour Way", "Church Hill"];
const CITIES: &[&str] = &["Northford", "Eastbridge", "Lakeview", "Milltown", "Riverside", "Stonefield", "Westport"];
const STATES: &[&str] = &["California", "Iowa", "Maine", "Ohio", "Oregon", "Texas", "Utah", "Vermont"];
const COUNTRIES: &[&str] = &["Brazil", "Canada", "France", "Germany", "India", "Japan", "Kenya", "Mexico", "Norway"];
const DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];
const CARDS: &[(&str, &str)] = &[("Visa", "4"), ("Mastercard", "51"), ("American Express", "34"), ("Discover", "6011")];

/// A row of numbers that look like chance and are the same for the same beginning.
pub struct Chance(u64);

impl Chance {
    /// The row that begins here.
    pub fn new(start: u64) -> Self {
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn hex(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b"0123456789abcdef"[self.below(16)])).collect()
    }

    /// So many of these letters.
    pub fn letters(&mut self, of: &[char], count: usize) -> String {
        (0..count).filter_map(|_| of.get(self.below(of.len()))).collect()
    }

    pub fn user(&mut self) -> Value {
        let (first, last) = (self.one(FIRST_NAMES), self.one(LAST_NAMES));
        let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        json!({
            "uid": self.uuid(), "email": self.email_of(first, last), "firstname": first, "lastname": last,
            "password": self.letters(&letters, 12),
        })
    }

    pub fn address(&mut self) -> Value {
        json!({
            "firstname": self.one(FIRST_NAMES), "lastname": self.one(LAST_NAMES),
            "street": format!("{} {}", 1 + self.below(200), self.one(STREETS)), "city": self.one(CITIES),
            "zip": self.digits(5), "state": self.one(STATES), "country": self.one(COUNTRIES),
        })
    }

    /// A mail address that reaches nobody.
    pub fn email(&mut self) -> String {
        let (first, last) = (self.one(FIRST_NAMES), self.one(LAST_NAMES));
        self.email_of(first, last)
    }

    fn email_of(&mut self, first: &str, last: &str) -> String {
        let number = self.below(100);
        format!("{}.{}{number}@{}", first.to_lowercase(), last.to_lowercase(), self.one(DOMAINS))
    }

    /// `latitude, longitude`, to five places.
    pub fn location(&mut self) -> String {
        let mut place = |reach: usize| (self.below(reach * 200_000) as f64 - reach as f64 * 100_000.0) / 100_000.0;
        let (latitude, longitude) = (place(90), place(180));
        format!("{latitude:.5}, {longitude:.5}")
    }

    pub fn credit_card(&mut self) -> Value {
        let (kind, start) = CARDS[self.below(CARDS.len())];
        let length = if kind == "American Express" { 15 } else { 16 };
        let digits = self.digits(length - start.len() - 1);
        let number = checked(&format!("{start}{digits}"));
        json!({
            "type": kind, "number": number, "ccv": self.digits(3),
            "exp": format!("{:02}/{}", 1 + self.below(12), 30 + self.below(9)),
            "holder_name": format!("{} {}", self.one(FIRST_NAMES), self.one(LAST_NAMES)),
        })
    }

    pub fn ipv4(&mut self) -> String {
        (0..4).map(|_| self.below(256).to_string()).collect::<Vec<_>>().join(".")
    }

    pub fn ipv6(&mut self) -> String {
        (0..8).map(|_| self.hex(4)).collect::<Vec<_>>().join(":")
    }

    pub fn mac(&mut self) -> String {
        (0..6).map(|_| self.hex(2)).collect::<Vec<_>>().join(":")
    }

    pub fn url(&mut self) -> String {
        let name = self.one(LAST_NAMES).to_lowercase();
        format!("https://{name}.{}", self.one(DOMAINS))
    }

    /// A UUID of version 4.
    pub fn uuid(&mut self) -> String {
        let mut text = String::new();
        let variant = ["8", "9", "a", "b"][self.below(4)];
        let (first, second, third) = (self.hex(8), self.hex(4), self.hex(3));
        let (fourth, fifth) = (self.hex(3), self.hex(12));
        // A text takes whatever is written.
        let _ = write!(text, "{first}-{second}-4{third}-{variant}{fourth}-{fifth}");
        text
    }

    pub fn version(&mut self) -> String {
        format!("{}.{}.{}", self.below(10), self.below(20), self.below(50))
    }
}

/// The number with the last digit that the rule of Luhn wants.
fn checked(number: &str) -> String {
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0')).enumerate();
    let sum: u32 = digits
        .map(|(place, digit)| match (place % 2 == 0, digit * 2) {
            (true, doubled) if doubled > 9 => doubled - 9,
            (true, doubled) => doubled,
            (false, _) => digit,
        })
        .sum();
    format!("{number}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_is_right() {
        assert_eq!(checked("7992739871"), "79927398713");
        assert_eq!(checked("411111111111111"), "4111111111111111");
    }

    #[test]
    fn what_is_made_has_its_form() {
        let mut chance = Chance::new(7);
        for _ in 0..200 {
            let uuid = chance.uuid();
            assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"), "{uuid}");
            assert_eq!(chance.mac().len(), 17);
            assert_eq!(chance.ipv6().len(), 39);
            let location = chance.location();
            let (latitude, longitude) = location.split_once(", ").unwrap();
            let within = |text: &str, most: f64| text.parse::<f64>().unwrap().abs() <= most;
            assert!(within(latitude, 90.0) && within(longitude, 180.0), "{location}");
            assert!(chance.email().contains("@example."));
        }
    }

    #[test]
    fn one_beginning_gives_one_row() {
        assert_eq!(Chance::new(3).user(), Chance::new(3).user());
        assert_ne!(Chance::new(3).user(), Chance::new(4).user());
    }
}
