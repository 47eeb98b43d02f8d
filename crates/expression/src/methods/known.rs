//! What JavaScript has besides, for a sandbox; and which methods are helpers that
//! say so when they are called on nothing.

use crate::ast::Namespace;
use crate::value::Val;

const TEXT: &[&str] = &[
    "anchor", "at", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith", "fontcolor", "includes", "indexOf",
    "isWellFormed", "lastIndexOf", "link", "localeCompare", "match", "matchAll", "normalize", "padEnd", "padStart",
    "repeat", "replace", "replaceAll", "search", "slice", "split", "startsWith", "substr", "substring",
    "toLocaleLowerCase", "toLocaleUpperCase", "toLowerCase", "toString", "toUpperCase", "toWellFormed", "trim",
    "trimEnd", "trimLeft", "trimRight", "trimStart", "valueOf",
];

const LIST: &[&str] = &[
    "at", "concat", "copyWithin", "entries", "every", "fill", "filter", "find", "findIndex", "findLast",
    "findLastIndex", "flat", "flatMap", "forEach", "includes", "indexOf", "join", "keys", "lastIndexOf", "map", "pop",
    "push", "randomItem", "reduce", "reduceRight", "reverse", "shift", "slice", "some", "sort", "splice",
    "toLocaleString", "toReversed", "toSorted", "toSpliced", "toString", "unshift", "values", "with",
];

const OBJECT: &[&str] = &[
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
];

/// Methods of numbers, dates, regular expressions, durations and intervals.
const OTHER: &[&str] = &[
    "exec", "test", "toExponential", "toFixed", "toPrecision", "getTimezoneOffset", "getUTCDate", "getUTCDay",
    "getUTCFullYear", "getUTCHours", "getUTCMilliseconds", "getUTCMinutes", "getUTCMonth", "getUTCSeconds", "getYear",
    "setDate", "setFullYear", "setHours", "setMilliseconds", "setMinutes", "setMonth", "setSeconds", "setTime",
    "setUTCDate", "setUTCFullYear", "setUTCHours", "setUTCMilliseconds", "setUTCMinutes", "setUTCMonth",
    "setUTCSeconds", "toDateString", "toGMTString", "toLocaleDateString", "toLocaleTimeString", "toTimeString",
    "toUTCString", "toBSON", "toHTTP", "toRFC2822", "toSQLDate", "toSQLTime", "toLocaleParts", "toRelativeCalendar",
    "reconfigure", "resolvedLocaleOptions", "until", "get", "rescale", "normalize", "shiftTo", "shiftToAll",
    "mapUnits", "negate", "toHuman", "toISOTime", "difference", "divideEqually", "engulfs", "overlaps", "splitAt",
    "splitBy", "contains", "isAfter", "isBefore", "abutsStart", "abutsEnd", "mapEndpoints", "union", "xor",
    "getPossibleOffsets", "removeAccents",
    // functions, sets and promises
    "call", "apply", "bind", "add", "has", "delete", "clear", "then", "catch", "finally", "next",
];

/// The helpers of n8n: called on nothing they fail, also in a lenient world.
const HELPERS: &[&str] = &[
    "hash", "removeMarkdown", "removeTags", "toDate", "toDateTime", "toBoolean", "toDecimalNumber", "toNumber",
    "toFloat", "toInt", "toWholeNumber", "toSentenceCase", "toSnakeCase", "toTitleCase", "urlDecode", "urlEncode",
    "quote", "replaceSpecialChars", "length", "isDomain", "isEmail", "isNumeric", "isUrl", "isBlank", "isNotBlank",
    "toJsonString", "extractEmail", "extractDomain", "extractUrl", "extractUrlPath", "parseJson", "base64Encode",
    "base64Decode", "ceil", "floor", "format", "round", "abs", "isInteger", "isEven", "isOdd", "beginningOf",
    "endOfMonth", "extract", "isBetween", "isDst", "isInLast", "isWeekend", "minus", "plus", "diffTo", "diffToNow",
    "removeDuplicates", "unique", "first", "last", "pluck", "randomItem", "sum", "min", "max", "average", "compact",
    "smartJoin", "chunk", "renameKeys", "merge", "union", "difference", "intersection", "append", "hasField",
    "removeField", "removeFieldsContaining", "keepFieldsContaining", "keys", "values",
];

/// The helpers of dates, which n8n also calls on texts that are instants.
const OF_DATES: &[&str] = &[
    "beginningOf", "endOfMonth", "extract", "isBetween", "isDst", "isInLast", "isWeekend", "minus", "plus", "format",
    "diffTo", "diffToNow", "toInt", "toFloat",
];

/// Whether a method is a helper of dates.
pub(super) fn is_date_helper(name: &str) -> bool {
    OF_DATES.contains(&name)
}

/// Whether a method is a helper of n8n.
pub(crate) fn is_helper(name: &str) -> bool {
    HELPERS.contains(&name)
}

/// Whether some value of JavaScript has this method.
pub(super) fn has_method(name: &str) -> bool {
    [TEXT, LIST, OBJECT, OTHER].iter().any(|names| names.contains(&name))
}

/// Whether JavaScript has this method for this value.
pub(super) fn is_of(value: &Val<'_>, name: &str) -> bool {
    match value {
        Val::Text(_) => TEXT.contains(&name),
        Val::Array(_) | Val::List(_) | Val::Items(_) | Val::Found(_) => LIST.contains(&name),
        Val::Date(_) | Val::Regex(_) => OTHER.contains(&name),
        _ => OBJECT.contains(&name),
    }
}

/// Whether JavaScript or Luxon has this function in a namespace.
pub(super) fn has_function(namespace: Namespace, name: &str) -> bool {
    let names: &[&str] = match namespace {
        Namespace::Math => &[
            "random",
        ],
        Namespace::Object => &[
            "create", "getOwnPropertyNames", "isFrozen", "isSealed", "seal",
        ],
        Namespace::Text => &["raw"],
        Namespace::Array => &["fromAsync"],
        Namespace::DateTime => &["buildFormatParser", "expandFormat", "invalid", "parseFormatForOpts"],
        Namespace::Duration => &["fromISOTime", "invalid"],
        Namespace::Interval => &["invalid", "merge", "xor"],
        Namespace::Date | Namespace::Json | Namespace::Number => &[],
    };
    names.contains(&name)
}
