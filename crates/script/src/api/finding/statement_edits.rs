use lint::FixEdit;
use source::{Span, StatementPath};

use super::{Finding, Outcome};

/// Edits of the statement or the migration that is reported, which the host words.
impl Finding {
    pub(super) fn opt_out(this: &mut Self) -> Outcome<Self> {
        let place = this.read(|draft| draft.place.clone());
        let top = place
            .path
            .as_ref()
            .and_then(|path| path.first().copied())
            .unwrap_or_default();
        let known = place.facts.statement(top as usize);
        let way = known.and_then(|known| place.facts.opt_out_edit(known.transaction().transaction));
        match way {
            None => Ok(this.clone()),
            Some(FixEdit::NewFile { path, text }) => Self::create_file(this, &path, &text),
            Some(FixEdit::Here(range, text)) => this.edit(
                Span::new(place.span().file, range),
                &text,
                "leave the runner's transaction",
            ),
        }
    }

    pub(super) fn append(this: &mut Self, statement: &str) -> Outcome<Self> {
        let place = this.read(|draft| draft.place.clone());
        match place.facts.appended(statement) {
            None => Ok(this.clone()),
            Some((range, text)) => this.edit(Span::new(place.span().file, range), &text, "add a statement"),
        }
    }

    pub(super) fn online(this: &mut Self) -> Outcome<Self> {
        let place = this.read(|draft| draft.place.clone());
        let Some(path) = place.path.clone().map(|path| StatementPath(path.to_vec())) else {
            return Ok(this.clone());
        };
        let way = lint::ask(&place.facts, &path, None, |cx| {
            cx.statement().and_then(|statement| cx.spelt_online(statement))
        });
        match way.flatten() {
            None => Ok(this.clone()),
            Some((range, text)) => this.edit(Span::new(place.span().file, range), &text, "let others write meanwhile"),
        }
    }
}
