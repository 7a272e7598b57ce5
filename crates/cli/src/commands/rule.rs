use anyhow::{Result, bail};
use report::write_rule_page;
use workspace::configured_rules;

use super::{rule_api, tell, working_dir};
use crate::FAILED;
use crate::arguments::{Global, RuleArguments, RuleTask};
use crate::terminal;

/// Shows the page of one rule, or does what helps with writing one.
pub(crate) fn run(arguments: &RuleArguments, global: Global) -> Result<u8> {
    match (&arguments.task, &arguments.id) {
        (Some(RuleTask::Api(arguments)), _) => rule_api::run(arguments, global),
        (None, Some(id)) => show(id, arguments, global),
        (None, None) => bail!("name a rule; `lockgate rules` lists them"),
    }
}

/// Shows the page of one rule, found by its name here or in another tool.
fn show(id: &str, arguments: &RuleArguments, global: Global) -> Result<u8> {
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
