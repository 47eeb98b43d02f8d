//! The packages a script may `require` besides those the prelude has, as source
//! text that crosses when it is asked for. `packages/README.md` says where they are from.

const PACKAGES: [(&str, &str); 4] = [
    ("ajv", include_str!("../packages/ajv.js")),
    ("jsonata", include_str!("../packages/jsonata.js")),
    ("lodash", include_str!("../packages/lodash.js")),
    ("moment", include_str!("../packages/moment.js")),
];

/// The source of a package; None for all that are not on the list.
pub(crate) fn source(name: &str) -> Option<&'static str> {
    PACKAGES.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}
