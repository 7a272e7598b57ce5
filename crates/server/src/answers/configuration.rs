use source::TextRange;

use crate::desk::OnDesk;

/// What can be written at a place of a configuration.
pub(crate) fn completions(on_desk: &OnDesk<'_>, offset: u32) -> (TextRange, Vec<ide::Suggestion>) {
    ide::configuration_completions(on_desk.source.text(), offset, &schema(on_desk))
}

/// The page of a rule, or what a key of a configuration says.
pub(crate) fn hover(on_desk: &OnDesk<'_>, offset: u32) -> Option<ide::Hover> {
    let text = on_desk.source.text();
    let (range, name, described) = ide::configuration_key(text, offset, &schema(on_desk))?;
    let known = rule_sets(on_desk);
    let mut rules = known
        .iter()
        .filter_map(|rules| rules.named(&name).first().map(|rule| rules.info(*rule)));
    if let Some(rule) = rules.next() {
        return Some(ide::rule_hover(rule, range));
    }
    Some(ide::Hover {
        range,
        title: name,
        definition: Vec::new(),
        facts: vec![described?],
        page: None,
    })
}

/// The schema, with the rules of the projects at hand.
fn schema(on_desk: &OnDesk<'_>) -> serde_json::Value {
    let sets = rule_sets(on_desk);
    let rules = sets.iter().flat_map(|rules| rules.rules());
    workspace::config::json_schema(rules.map(|rule| rule.info()))
}

/// The rules of the projects; where a broken configuration leaves none, those that there are without one.
fn rule_sets(on_desk: &OnDesk<'_>) -> Vec<engine::RuleSet> {
    let projects = on_desk.warm.workspace.projects().iter();
    let sets: Vec<_> = projects
        .map(|project| project.histories().settings().rules.clone())
        .collect();
    if sets.is_empty() {
        return vec![workspace::configured_rules(&on_desk.translation.here, None).0];
    }
    sets
}
