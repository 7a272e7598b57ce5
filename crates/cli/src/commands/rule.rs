use anyhow::{Result, bail};
use report::write_rule_page;
use workspace::configured_rules;

use super::{tell, working_dir};
use crate::FAILED;
use crate::arguments::{Global, RuleArguments};
use crate::terminal;

/// Shows the page of one rule, found by its name here or in another tool.
pub(crate) fn run(arguments: &RuleArguments, global: Global) -> Result<u8> {
    let (rules, errors) = configured_rules(&working_dir()?, arguments.config.as_deref());
    tell(&errors, &[], global)?;
    let mut named = rules.named(&arguments.id).to_vec();
    if named.is_empty() {
        named = rules.named_elsewhere(&arguments.id);
    }
    if named.is_empty() {
        let id = report::on_one_line(&arguments.id);
        match rules.nearest_rule(&arguments.id) {
            Some(meant) => bail!("no rule is called `{id}`; `{meant}` is the nearest name"),
            None => bail!("no rule is called `{id}`; `lockgate rules` lists them"),
        }
    }
    let terminal = terminal::of_stdout(global.color);
    let mut stdout = std::io::stdout().lock();
    for rule in named {
        write_rule_page(rules.info(rule), &terminal, &mut stdout)?;
    }
    Ok(if errors.is_empty() { 0 } else { FAILED })
}
