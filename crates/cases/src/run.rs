mod fixed;
mod form;
mod history;

use std::sync::Arc;

use lint::{Rule, RuleInfo};

use crate::context::{CaseContext, FileContext, LiesIn};
use crate::finds::{Demand, take_markers};
use crate::page::{Block, parse};
use crate::verdict::{Disagreement, Verdict};

/// Runs the cases of a rule's page. `rules` are the rules that run beside it, itself among them or not.
#[must_use]
pub fn run(rule: &Arc<dyn Rule>, rules: &[Arc<dyn Rule>]) -> Verdict {
    let info = rule.info();
    let page = parse(&info.page);
    let mut verdict = Verdict::default();
    form::check(&page, info, &mut verdict);
    for history in histories(&page.blocks, info, &mut verdict) {
        verdict.cases += 1;
        history.run(rule, rules, &mut verdict);
    }
    verdict.disagreements.sort_by(|left, right| {
        let place = |found: &Disagreement| (found.line, found.kind);
        place(left)
            .cmp(&place(right))
            .then_with(|| left.message.cmp(&right.message))
    });
    verdict
}

/// The blocks that are checked together.
struct History {
    context: CaseContext,
    files: Vec<CaseFile>,
    /// Files that are not SQL, with their texts.
    neighbours: Vec<(String, String)>,
    options: Option<(u32, toml::Table)>,
    is_flagged: bool,
}

/// One SQL block.
struct CaseFile {
    path: String,
    /// The text without markers.
    text: String,
    bytes: Vec<u8>,
    demands: Vec<Demand>,
    /// The line of the page that the text's first line follows.
    line: u32,
    /// What the fixes make of it, with the line of that block.
    fixed: Option<(u32, String)>,
    /// The files that the fixes make: the line of the block, their paths and texts.
    made: Vec<(u32, String, String)>,
    lies_in: LiesIn,
}

fn histories(blocks: &[Block<'_>], info: &RuleInfo, verdict: &mut Verdict) -> Vec<History> {
    let mut histories: Vec<History> = Vec::new();
    let mut options = None;
    let mut open_heading = None;
    for block in blocks {
        match block.language() {
            "sql" => match read_block(block, info) {
                Ok((context, file)) => {
                    let joins = options.is_none() && open_heading == Some(block.heading);
                    let last = histories
                        .last_mut()
                        .filter(|last| joins && last.takes(&context.shared, &file));
                    if let Some(last) = last {
                        last.files.push(file);
                    } else {
                        histories.push(History {
                            context: context.shared,
                            files: vec![file],
                            neighbours: Vec::new(),
                            options: options.take(),
                            is_flagged: block.heading == "Flagged",
                        });
                    }
                    open_heading = context.file.is_some().then_some(block.heading);
                }
                Err(refused) => verdict.disagreements.push(refused),
            },
            "fixed" => {
                let file = histories.last_mut().and_then(|last| last.files.last_mut());
                match (file, file_named(block.info)) {
                    (Some(file), Some(path)) => file.made.push((block.line, path.to_owned(), block.text.clone())),
                    (Some(file), None) if file.fixed.is_none() => {
                        file.fixed = Some((block.line, block.text.clone()));
                    }
                    _ => verdict.disagreements.push(Disagreement::refused(
                        block.line,
                        "a fixed block stands below one SQL block".to_owned(),
                    )),
                }
            }
            "text" => match (histories.last_mut(), file_named(block.info)) {
                (Some(last), Some(path)) => last.neighbours.push((path.to_owned(), block.text.clone())),
                (None, _) => verdict.disagreements.push(Disagreement::refused(
                    block.line,
                    "a file that is not SQL stands below the SQL it goes with".to_owned(),
                )),
                (Some(_), None) => {}
            },
            "toml" => match block.text.parse() {
                Ok(table) => options = Some((block.line, table)),
                Err(error) => verdict
                    .disagreements
                    .push(Disagreement::refused(block.line, error.to_string())),
            },
            _ => {}
        }
    }
    histories
}

fn file_named(info: &str) -> Option<&str> {
    info.split_whitespace().find_map(|word| word.strip_prefix("file="))
}

fn read_block(block: &Block<'_>, info: &RuleInfo) -> Result<(FileContext, CaseFile), Disagreement> {
    let context = FileContext::read(block.info, info).map_err(|message| Disagreement::refused(block.line, message))?;
    let (text, demands) = take_markers(&block.text).map_err(|line| {
        let wanted = "a marker is written `-- finds: \"text\"`";
        Disagreement::refused(block.line + line, wanted.to_owned())
    })?;
    let file = CaseFile {
        path: context.path(),
        bytes: context.encoding.bytes(&text),
        text,
        demands,
        line: block.line,
        fixed: None,
        made: Vec::new(),
        lies_in: context.lies_in,
    };
    Ok((context, file))
}

impl History {
    fn takes(&self, context: &CaseContext, file: &CaseFile) -> bool {
        let is_on_branch = file.lies_in.is_on_branch();
        let is_another = |known: &CaseFile| known.path != file.path || known.lies_in.is_on_branch() != is_on_branch;
        self.context == *context && self.files.iter().all(is_another)
    }
}
