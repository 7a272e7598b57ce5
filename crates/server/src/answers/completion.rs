use ide::{Suggestion, SuggestionKind};
use source::TextRange;
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionResponse, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, Position, TextEdit, Uri,
};

use crate::answers::configuration;
use crate::desk::{Desk, OnDesk};
use crate::document::DocumentKind;

/// More than this is cut off; the editor asks again when more letters are typed.
const MOST: usize = 1_000;

/// What can be written at a place.
pub(crate) fn completions(desk: &Desk<'_>, uri: &Uri, position: Position) -> Option<CompletionResponse> {
    let on_desk = desk.open(uri)?;
    let offset = on_desk.offset(position);
    let (on_desk, range, suggestions) = match on_desk.document.kind {
        DocumentKind::Configuration => {
            let (range, suggestions) = configuration::completions(&on_desk, offset);
            (on_desk, range, suggestions)
        }
        DocumentKind::Rule => {
            let (range, suggestions) = ide::rule_file_completions(on_desk.source.text(), offset);
            (on_desk, range, suggestions)
        }
        DocumentKind::Table => return None,
        DocumentKind::Sql => {
            let script = desk.script(uri)?;
            let offset = script.on_desk.offset(position);
            let (range, suggestions) = ide::completions(script.project, script.file, offset);
            (script.on_desk, range, suggestions)
        }
    };
    let typed = on_desk.source.slice(range).to_lowercase();
    let fits = |suggestion: &Suggestion| {
        let first = typed.chars().next();
        first.is_none_or(|first| suggestion.text.to_lowercase().contains(first))
    };
    let all: Vec<Suggestion> = suggestions.into_iter().filter(fits).collect();
    let is_incomplete = all.len() > MOST;
    let items = all
        .into_iter()
        .take(MOST)
        .map(|one| item(&on_desk, range, one))
        .collect();
    Some(CompletionResponse::List(CompletionList { is_incomplete, items }))
}

fn item(on_desk: &OnDesk<'_>, range: TextRange, suggestion: Suggestion) -> CompletionItem {
    let Suggestion {
        text,
        kind,
        detail,
        documentation,
        rank,
    } = suggestion;
    CompletionItem {
        sort_text: Some(format!("{rank}{text}")),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
            on_desk.range(range),
            text.clone(),
        ))),
        label: text,
        kind: Some(item_kind(kind)),
        detail: (!detail.is_empty()).then_some(detail),
        documentation: (!documentation.is_empty()).then_some({
            Documentation::MarkupContent(MarkupContent {
                kind: MarkupKind::Markdown,
                value: documentation,
            })
        }),
        ..CompletionItem::default()
    }
}

const fn item_kind(kind: SuggestionKind) -> CompletionItemKind {
    match kind {
        SuggestionKind::Relation => CompletionItemKind::STRUCT,
        SuggestionKind::Column => CompletionItemKind::FIELD,
        SuggestionKind::Schema => CompletionItemKind::MODULE,
        SuggestionKind::Rule => CompletionItemKind::CONSTANT,
        SuggestionKind::Key | SuggestionKind::Property => CompletionItemKind::PROPERTY,
        SuggestionKind::Value => CompletionItemKind::VALUE,
        SuggestionKind::Function => CompletionItemKind::FUNCTION,
    }
}
