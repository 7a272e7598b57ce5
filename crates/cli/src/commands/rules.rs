use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use lint::RuleInfo;
use report::{ListedRule, write_rules, write_rules_json};
use schema::Dialect;
use source::{Category, Severity};
use workspace::configured_rules;

use super::{tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, Global, dialect};
use crate::terminal;

#[derive(Args, Debug)]
pub(crate) struct RulesArguments {
    /// Only rules of this category; may be repeated
    #[arg(long, value_name = "CATEGORY", value_parser = category(), help_heading = "Filters")]
    pub(crate) category: Vec<Category>,
    /// Only rules that know this dialect
    #[arg(long, value_parser = dialect(), help_heading = "Filters")]
    pub(crate) dialect: Option<Dialect>,
    /// Only rules that offer fixes
    #[arg(long, help_heading = "Filters")]
    pub(crate) fixable: bool,
    /// Only rules that run as things are configured
    #[arg(long, visible_alias = "on", conflicts_with = "disabled", help_heading = "Filters")]
    pub(crate) enabled: bool,
    /// Only rules that do not
    #[arg(long, visible_alias = "off", help_heading = "Filters")]
    pub(crate) disabled: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Document,
    /// Take the team's own rules from this configuration file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<String>,
}

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

fn category() -> impl TypedValueParser<Value = Category> {
    PossibleValuesParser::new(Category::ALL.iter().map(|category| category.as_str()))
        .try_map(|name| name.parse::<Category>())
}
