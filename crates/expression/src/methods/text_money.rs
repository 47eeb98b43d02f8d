//! Numbers in texts that carry the sign of a currency.

/// The signs of currencies, in the order in which they are looked for.
const SIGNS: &[&str] = &[
    "Lek", "؋", "$", "ƒ", "₼", "Br", "BZ$", "$b", "KM", "P", "лв", "R$", "៛", "¥", "₡", "kn", "₱", "Kč", "kr", "RD$",
    "£", "€", "¢", "Q", "L", "Ft", "₹", "Rp", "﷼", "₪", "J$", "₩", "₭", "ден", "RM", "₨", "₮", "MT", "C$", "₦", "B/.",
    "Gs", "S/.", "zł", "lei", "₽", "Дин.", "S", "R", "CHF", "NT$", "฿", "TT$", "₺", "₴", "$U", "Bs", "₫", "Z$",
];

/// A text without the signs of currencies.
pub(super) fn without_signs(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => rest = &rest[sign.len()..],
            None => {
                result.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    result
}
