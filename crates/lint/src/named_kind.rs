use schema::Kind;
use serde::Deserialize;
use source::nearest;

/// A kind of statement or change, by its name, as an option of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct NamedKind(pub Kind);

impl TryFrom<String> for NamedKind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map(Self).map_err(|_| {
            let meant = nearest(&name, Kind::ALL.iter().map(|kind| kind.as_str()));
            match meant {
                Some(meant) => format!("no kind is called `{name}`; `{meant}` is the nearest name"),
                None => format!("no kind is called `{name}`; `docs/kinds.md` lists them"),
            }
        })
    }
}
