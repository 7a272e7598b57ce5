use anyhow::Result;
use lint::RuleInfo;
use report::{write_rules, write_rules_json};
use workspace::configured_rules;

use super::{tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, Global, RulesArguments};
use crate::terminal;

/// Lists the built-in rules and the team's own.
pub(crate) fn run(arguments: &RulesArguments, global: Global) -> Result<u8> {
    let (rules, errors) = configured_rules(&working_dir()?, arguments.config.as_deref());
    tell(&errors, &[], global)?;
    let infos: Vec<&RuleInfo> = rules.rules().iter().map(|rule| rule.info()).collect();
    let mut stdout = std::io::stdout().lock();
    match arguments.format {
        Document::Json => write_rules_json(&infos, &mut stdout)?,
        Document::Full => write_rules(&infos, &terminal::of_stdout(global.color), &mut stdout)?,
    }
    Ok(if errors.is_empty() { 0 } else { FAILED })
}
