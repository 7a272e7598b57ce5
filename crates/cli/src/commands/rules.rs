use anyhow::Result;
use lint::RuleInfo;
use report::{ListedRule, write_rules, write_rules_json};
use source::Severity;
use workspace::configured_rules;

use super::{tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, Global, RulesArguments};
use crate::terminal;

/// Lists the built-in rules and the team's own, as they are configured.
pub(crate) fn run(arguments: &RulesArguments, global: Global) -> Result<u8> {
    let (rules, errors) = configured_rules(&working_dir()?, arguments.config.as_deref());
    tell(&errors, &[], global)?;
    let profile = rules.base_profile();
    let listed = (0..).zip(rules.rules()).map(|(at, rule)| ListedRule {
        info: rule.info(),
        severity: profile.severity(at),
    });
    let listed: Vec<ListedRule<'_>> = listed.filter(|rule| is_wanted(rule, arguments)).collect();
    let mut stdout = std::io::stdout().lock();
    match arguments.format {
        Document::Json => {
            let infos: Vec<&RuleInfo> = listed.iter().map(|rule| rule.info).collect();
            write_rules_json(&infos, &mut stdout)?;
        }
        Document::Full => write_rules(&listed, &terminal::of_stdout(global.color), &mut stdout)?,
    }
    Ok(if errors.is_empty() { 0 } else { FAILED })
}

fn is_wanted(rule: &ListedRule<'_>, arguments: &RulesArguments) -> bool {
    let ListedRule { info, severity } = rule;
    let is_on = *severity != Severity::Off;
    let is_of_category = arguments.category.is_empty() || arguments.category.contains(&info.category);
    is_of_category
        && arguments.dialect.is_none_or(|dialect| info.knows(dialect))
        && (info.fixable || !arguments.fixable)
        && (is_on || !arguments.enabled)
        && (!is_on || !arguments.disabled)
}
