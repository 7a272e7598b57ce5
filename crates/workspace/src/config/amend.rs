/// The lines that turn a rule off for one file, to be put at the end of a configuration that reads `text`.
#[must_use]
pub fn turned_off_for(text: &str, rule: &str, path: &str) -> String {
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let path = toml::Value::from(escaped(path));
    format!("{gap}[[overrides]]\npaths = [{path}]\nrules = {{ {rule} = \"off\" }}\n")
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
        assert!(turned_off_for("", "drop-table", "a.sql").starts_with("[[overrides]]"));
    }
}
