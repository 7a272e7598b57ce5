//! The dialect of each real history is guessed from its texts alone.

#[path = "support/corpus.rs"]
mod corpus;

use lockgate_syntax::guess_dialect;
use schema::Dialect;

#[test]
fn the_dialect_of_every_history_is_guessed() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let histories = corpus.histories();
    assert_eq!(histories.len(), 29);
    let mut wrong = Vec::new();
    for history in histories {
        let texts = corpus.sql_files(&history.dir);
        let guessed = guess_dialect(texts.iter().map(|file| file.text.as_str()));
        if guessed != history.dialect {
            wrong.push(format!("{}: {guessed} instead of {}", history.dir, history.dialect));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_text_in_no_dialect_is_generic() {
    assert_eq!(guess_dialect(["select 1"].into_iter()), Dialect::Generic);
}
