/// A member that was called otherwise in an earlier version of the API, or is gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rename {
    /// The type.
    pub(crate) of: &'static str,
    /// What it was called.
    pub(crate) from: &'static str,
    /// What takes its place, as a script writes it.
    pub(crate) to: &'static str,
    /// The version of the API from which on it does.
    pub(crate) since: u32,
}

/// Every change of a name that scripts knew. None has been made so far.
const RENAMES: &[Rename] = &[];

/// Names that scripts look for in the wrong place: the type, the name, and where what they want is.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "HistoryContext",
        "after",
        "the schema behind the last migration is `cx.history.at_end`",
    ),
    (
        "HistoryContext",
        "before",
        "a migration has its own: `migration.before`",
    ),
];

/// What to say of a name that is gone, or that others have; `None` where nothing is known of it.
pub(crate) fn of(owner: &str, name: &str) -> Option<String> {
    let elsewhere = ELSEWHERE.iter().find(|(of, from, _)| *of == owner && *from == name);
    among(RENAMES, owner, name).or_else(|| elsewhere.map(|(_, _, instead)| format!("; {instead}")))
}

fn among(renames: &[Rename], owner: &str, name: &str) -> Option<String> {
    let rename = renames
        .iter()
        .find(|rename| rename.of == owner && rename.from == name)?;
    Some(format!(
        ": since version {} of the API it is `{}`",
        rename.since, rename.to
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_gone_is_answered_with_what_replaces_it() {
        let renames = [Rename {
            of: "Column",
            from: "datatype",
            to: "type",
            since: 2,
        }];
        let answer = among(&renames, "Column", "datatype");
        assert_eq!(answer.as_deref(), Some(": since version 2 of the API it is `type`"));
        assert_eq!(among(&renames, "Table", "datatype"), None);
        assert_eq!(of("Column", "datatype"), None);
    }

    /// Whoever changes a name leaves what replaces it.
    #[test]
    fn every_rename_leads_to_a_member() {
        for rename in RENAMES {
            let owner = crate::api().iter().find(|described| described.name == rename.of);
            let target = rename.to.split(['.', '(']).next().unwrap_or_default();
            let is_there = |described: &crate::TypeDoc| described.member(target).is_some();
            assert!(owner.is_some_and(is_there), "{rename:?}");
            assert!(rename.since <= crate::API_VERSION, "{rename:?}");
        }
    }
}
