//! Rule packs: choices of rules for a house, an engine or a trade, written in Rhai as a team would write its own.
//!
//! Here live the packs that are inside the program, as texts: a folder each, with `pack.toml` and a file for each rule.
//! All are off until a project extends them: `extends = ["pack:house"]`.
//!
//! Not here: anything that runs; what reads a pack from a folder reads these the same way.

/// A pack, as its files.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// Its name, as `extends` says it behind `pack:`.
    pub name: &'static str,
    /// The names of its files and their texts, `pack.toml` first.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! packs {
    ($($name:literal { $($rule:literal,)* })*) => {
        /// The packs inside the program.
        pub const PACKS: &[Pack] = &[$(Pack {
            name: $name,
            files: &[
                ("pack.toml", include_str!(concat!("../", $name, "/pack.toml"))),
                $((concat!($rule, ".rhai"), include_str!(concat!("../", $name, "/", $rule, ".rhai"))),)*
            ],
        }),*];
    };
}

packs! {
    "house" {
        "audit-columns",
        "boolean-prefix",
        "descriptive-file-name",
        "identifier-column",
        "instant-suffix",
        "ticket-in-header",
    }
    "mssql" {
        "bit-prefix",
        "datetime2",
        "nocount-in-procedure",
        "pascal-case",
        "two-part-name",
    }
    "row-security" {
        "policy-checks-tenant",
        "policy-with-table",
        "row-security-forced",
        "security-invoker-view",
        "tenant-column",
        "tenant-column-required",
    }
    "warehouse" {
        "exact-measures",
        "layer-prefix",
        "load-columns",
        "surrogate-key",
        "validity-columns",
    }
}
