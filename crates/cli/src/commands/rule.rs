//! Everything about one rule: its page, a new one, its tests.

mod new;
mod test;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use report::write_rule_page;
use workspace::configured_rules;

use super::rule_api::RuleApiArguments;
use super::{rule_api, tell, working_dir};
use crate::FAILED;
use crate::arguments::Global;
use crate::terminal;

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct RuleArguments {
    #[command(subcommand)]
    command: Option<RuleCommand>,
    /// The rule's name, or its name in another tool: drop-column, squawk:ban-drop-column
    #[arg(required = true)]
    id: Option<String>,
    /// Take the team's own rules from this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

#[derive(Subcommand, Debug)]
enum RuleCommand {
    /// Write a new rule, with a page whose SQL tests it
    New(new::NewArguments),
    /// Run the SQL on the pages of the team's own rules
    Test(test::TestArguments),
    /// Show what a rule written in Rhai can ask, and how it reports
    Api(RuleApiArguments),
}

/// Does what is asked about one rule.
pub(crate) fn run(arguments: &RuleArguments, global: Global) -> Result<u8> {
    match &arguments.command {
        Some(RuleCommand::New(arguments)) => new::run(arguments, global),
        Some(RuleCommand::Test(arguments)) => test::run(arguments, global),
        Some(RuleCommand::Api(arguments)) => rule_api::run(arguments, global),
        None => show(arguments, global),
    }
}

/// Shows the page of one rule, found by its name here or in another tool.
fn show(arguments: &RuleArguments, global: Global) -> Result<u8> {
    let id = arguments.id.as_deref().unwrap_or_default();
    let (rules, errors) = configured_rules(&working_dir()?, arguments.config.as_deref());
    tell(&errors, &[], global)?;
    let mut named = rules.named(id).to_vec();
    if named.is_empty() {
        named = rules.named_elsewhere(id);
    }
    if named.is_empty() {
        let shown = report::on_one_line(id);
        match rules.nearest_rule(id) {
            Some(meant) => bail!("no rule is called `{shown}`; `{meant}` is the nearest name"),
            None => bail!("no rule is called `{shown}`; `lockgate rules` lists them"),
        }
    }
    let terminal = terminal::of_stdout(global.color);
    let mut stdout = std::io::stdout().lock();
    for rule in named {
        write_rule_page(rules.info(rule), &terminal, &mut stdout)?;
    }
    Ok(if errors.is_empty() { 0 } else { FAILED })
}
