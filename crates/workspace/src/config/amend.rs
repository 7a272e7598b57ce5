use source::Fingerprint;

/// The lines that turn a rule off for one file, to be put at the end of a configuration that reads `text`.
#[must_use]
pub fn turned_off_for(text: &str, rule: &str, path: &str) -> String {
    let (gap, path) = (gap_behind(text), toml::Value::from(escaped(path)));
    format!("{gap}[[overrides]]\npaths = [{path}]\nrules = {{ {rule} = \"off\" }}\n")
}

/// Lines that end the text of a configuration, so that these findings of a rule in the file with this path are allowed.
#[must_use]
pub fn allowed_in(text: &str, rule: &str, path: &str, fingerprints: &[Fingerprint]) -> String {
    let (gap, path) = (gap_behind(text), toml::Value::from(escaped(path)));
    let fingerprints: Vec<String> = fingerprints.iter().map(|one| format!("\"{one}\"")).collect();
    let fingerprints = fingerprints.join(", ");
    format!("{gap}[[allow]]\nrules = [\"{rule}\"]\npaths = [{path}]\nfingerprints = [{fingerprints}]\n")
}

/// What sets a new table apart from the text before it.
fn gap_behind(text: &str) -> &'static str {
    match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    }
}

/// The path as a pattern that matches nothing else.
fn escaped(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for character in path.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_stands_apart() {
        let lines = turned_off_for("dialect = \"mysql\"", "drop-table", "db/V1__[a].sql");
        assert_eq!(
            lines,
            "\n\n[[overrides]]\npaths = ['db/V1__\\[a\\].sql']\nrules = { drop-table = \"off\" }\n"
        );
        let lines = allowed_in("dialect = \"mysql\"\n", "drop-table", "db/V1__a.sql", &[Fingerprint(7)]);
        let table: toml::Table = lines.parse().unwrap();
        assert_eq!(table["allow"][0]["paths"][0].as_str(), Some("db/V1__a.sql"));
        let fingerprint = table["allow"][0]["fingerprints"][0].as_str().unwrap();
        assert_eq!(fingerprint.parse(), Ok(Fingerprint(7)));
        assert!(turned_off_for("", "drop-table", "a.sql").starts_with("[[overrides]]"));
    }
}
