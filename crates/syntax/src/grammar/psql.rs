//! Lines of psql that change what the statements behind them do.

use compact_str::CompactString;
use schema::{Action, SessionSetting, SettingScope};

/// `\set AUTOCOMMIT off`: psql opens a transaction before each statement that is in none
/// (<https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-VARIABLES-AUTOCOMMIT>). The value is `on` or `off`.
pub(super) fn action(line: &str) -> Action {
    let mut words = line.split_whitespace();
    let (Some("\\set"), Some("AUTOCOMMIT"), Some(value)) = (words.next(), words.next(), words.next()) else {
        return Action::None;
    };
    let value = match value.trim_matches('\'').to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => "on",
        "off" | "false" | "no" | "0" => "off",
        _ => return Action::None,
    };
    Action::Session(Box::new(SessionSetting {
        name: CompactString::const_new("autocommit"),
        value: Some(CompactString::const_new(value)),
        value_range: None,
        scope: SettingScope::Session,
    }))
}
