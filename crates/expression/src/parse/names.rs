//! The names an expression may use, and what each stands for.

use crate::ast::{Function, Namespace, Root};

/// What a name stands for.
pub(super) enum Meaning {
    Root(Root),
    Function(Function),
}

/// All names, for those who slipped.
pub(super) const ALL: &[&str] = &[
    "$json",
    "$item",
    "$itemIndex",
    "$binary",
    "$input",
    "$now",
    "$today",
    "$node",
    "$run",
    "$execution",
    "$flow",
    "$workflow",
    "$vars",
    "$env",
    "$prevNode",
    "$parameter",
    "$runIndex",
    "$loop",
    "$if",
    "$ifEmpty",
    "$min",
    "$max",
    "$not",
    "$average",
    "$jmespath",
    "$fromAI",
    "$items",
    "$contact",
    "Math",
    "JSON",
    "Object",
    "Array",
    "Number",
    "String",
    "Boolean",
    "Date",
    "DateTime",
    "Duration",
    "Interval",
    "parseInt",
    "parseFloat",
    "isNaN",
    "isFinite",
    "encodeURIComponent",
    "decodeURIComponent",
    "encodeURI",
    "decodeURI",
    "true",
    "false",
    "null",
    "undefined",
];

/// Names of JavaScript that only a sandbox has.
const OF_SANDBOX: &[&str] = &[
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "RegExp",
    "Symbol",
    "BigInt",
    "Intl",
    "Error",
    "TypeError",
    "RangeError",
    "SyntaxError",
    "ReferenceError",
    "EvalError",
    "URIError",
    "Buffer",
    "URL",
    "URLSearchParams",
    "ArrayBuffer",
    "DataView",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
    "BigInt64Array",
    "BigUint64Array",
    "$evaluateExpression",
    "$getPairedItem",
];

/// What a name stands for, if it is known.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    root(name).map(Meaning::Root).or_else(|| function(name).map(Meaning::Function))
}

fn root(name: &str) -> Option<Root> {
    Some(match name {
        "$json" | "$data" => Root::Json,
        "$item" | "$thisItem" => Root::Item,
        "$itemIndex" | "$position" | "$thisItemIndex" => Root::ItemIndex,
        "$binary" => Root::Binary,
        "$input" => Root::Input,
        "$now" => Root::Now,
        "$today" => Root::Today,
        "$run" => Root::Global("$run"),
        "$execution" => Root::Global("$execution"),
        "$flow" => Root::Global("$flow"),
        "$workflow" => Root::Global("$workflow"),
        "$vars" => Root::Global("$vars"),
        "$env" => Root::Global("$env"),
        "$prevNode" => Root::Global("$prevNode"),
        "$parameter" => Root::Global("$parameter"),
        "$runIndex" | "$thisRunIndex" => Root::Global("$runIndex"),
        "$rawParameter" => Root::Global("$rawParameter"),
        "$mode" => Root::Global("$mode"),
        "$self" => Root::Global("$self"),
        "$nodeId" => Root::Global("$nodeId"),
        "$nodeVersion" => Root::Global("$nodeVersion"),
        "$webhookId" => Root::Global("$webhookId"),
        "$contact" => Root::Global("$contact"),
        "$loop" => Root::Global("$loop"),
        "$pageCount" => Root::Global("$pageCount"),
        "$request" => Root::Global("$request"),
        "$response" => Root::Global("$response"),
        "Math" => Root::Namespace(Namespace::Math),
        "JSON" => Root::Namespace(Namespace::Json),
        "Object" => Root::Namespace(Namespace::Object),
        "Array" => Root::Namespace(Namespace::Array),
        "DateTime" => Root::Namespace(Namespace::DateTime),
        "Duration" => Root::Namespace(Namespace::Duration),
        "Interval" => Root::Namespace(Namespace::Interval),
        "Infinity" => Root::Infinity,
        "NaN" => Root::NotANumber,
        _ => return None,
    })
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "$if" => Function::If,
        "$ifEmpty" => Function::IfEmpty,
        "$min" | "min" => Function::Min,
        "$max" | "max" => Function::Max,
        "$not" | "not" => Function::Not,
        "$average" | "average" => Function::Average,
        "numberList" => Function::NumberList,
        "zip" => Function::Zip,
        "$jmespath" | "$jmesPath" => Function::JmesPath,
        "$fromAI" | "$fromAi" | "$fromai" => Function::FromAi,
        "$items" => Function::Items,
        "Number" => Function::Number,
        "String" => Function::Text,
        "Boolean" => Function::Bool,
        "Date" => Function::Date,
        "parseInt" => Function::ParseInt,
        "parseFloat" => Function::ParseFloat,
        "isNaN" => Function::IsNaN,
        "isFinite" => Function::IsFinite,
        "encodeURIComponent" => Function::EncodeComponent,
        "decodeURIComponent" => Function::DecodeComponent,
        "encodeURI" => Function::Encode,
        "decodeURI" => Function::Decode,
        _ => return None,
    })
}

/// The functions that also have functions of their own: `Number.isInteger`.
pub(super) fn namespace_of(function: Function) -> Option<Namespace> {
    match function {
        Function::Number => Some(Namespace::Number),
        Function::Text => Some(Namespace::Text),
        Function::Date => Some(Namespace::Date),
        _ => None,
    }
}

/// What to do instead of a word of JavaScript that is not for expressions.
pub(super) fn refusal(name: &str) -> Option<&'static str> {
    match name {
        "function" | "async" | "class" | "var" | "let" | "const" | "return" | "if" | "for" | "while" | "switch"
        | "throw" | "try" | "do" => {
            Some("An expression is one value; use `condition ? a : b`, `.map(x => …)` and the like, or a Script node.")
        }
        "this" | "import" | "require" | "await" | "yield" | "delete" | "void" | "eval" | "globalThis" | "process"
        | "window" => Some("Only the item, other nodes and the built-in functions can be reached."),
        "instanceof" => Some("Use `typeof` or `Array.isArray()`."),
        "new" => Some("Only `new Date(…)` can be made; for other dates use `DateTime`."),
        "$secrets" => Some("Secrets are filled in by credentials; choose one in the panel of the node."),
        name if OF_SANDBOX.contains(&name) => Some("Use lists, objects, texts and `DateTime`, or a Script node."),
        _ => None,
    }
}
