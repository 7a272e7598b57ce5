use source::{SourceFile, TextRange};

use crate::{Keyword, Script, Token, TokenKind};

/// The variables of one batch of SQL Server: they live until the batch ends.
/// <https://learn.microsoft.com/sql/t-sql/language-elements/variables-transact-sql>
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Variables {
    /// Where each is declared, parameters of routines among them.
    pub declared: Vec<TextRange>,
    /// Where each is named otherwise.
    pub used: Vec<TextRange>,
}

impl Script {
    /// The variables of each batch, in order. Text that `EXEC` runs is a batch of its own and is not looked at.
    #[must_use]
    pub fn variables(&self, file: &SourceFile) -> Vec<Variables> {
        let mut batches = Vec::new();
        for tokens in self.file_tokens().split(|token| token.kind == TokenKind::BatchEnd) {
            if tokens.iter().any(|token| token.kind == TokenKind::Parameter) {
                batches.push(of_batch(tokens, file));
            }
        }
        batches
    }
}

fn of_batch(tokens: &[Token], file: &SourceFile) -> Variables {
    let mut variables = Variables::default();
    let (mut depth, mut list) = (0u32, List::None);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &tokens[at]);
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            TokenKind::Terminator => list = List::None,
            TokenKind::Word => list = list.after(*token, before, depth),
            TokenKind::Parameter => {
                let text = file.slice(token.range);
                if !text.starts_with('@') || text.starts_with("@@") || text.len() == 1 {
                    continue;
                }
                let is_argument = list == List::Arguments
                    && tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Equals)
                    && before.is_some_and(|before| before.kind != TokenKind::Equals);
                let opens = before.is_some_and(|before| match list {
                    List::Declared(of) => {
                        before.keyword == Keyword::DECLARE || before.kind == TokenKind::Comma && depth == of
                    }
                    List::Parameters => before.kind != TokenKind::Equals,
                    _ => false,
                });
                if opens {
                    variables.declared.push(token.range);
                } else if !is_argument {
                    variables.used.push(token.range);
                }
            }
            _ => {}
        }
    }
    variables
}

/// In which list of variables a token stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    None,
    /// Behind `DECLARE`, within so many parentheses.
    Declared(u32),
    /// Between the name of a routine and its body.
    Parameters,
    /// Behind `EXEC`, where `@name = …` names a parameter of the routine that is called.
    Arguments,
}

impl List {
    fn after(self, token: Token, before: Option<&Token>, depth: u32) -> Self {
        let follows_type = before.is_some_and(|before| before.kind == TokenKind::Parameter);
        match token.keyword {
            Keyword::DECLARE => Self::Declared(depth),
            Keyword::EXEC | Keyword::EXECUTE if self != Self::Parameters => Self::Arguments,
            Keyword::PROCEDURE | Keyword::PROC | Keyword::FUNCTION
                if before.is_some_and(|before| matches!(before.keyword, Keyword::CREATE | Keyword::ALTER)) =>
            {
                Self::Parameters
            }
            // `@x AS int` is a parameter still.
            Keyword::AS if self == Self::Parameters && !follows_type => Self::None,
            Keyword::BEGIN
            | Keyword::SELECT
            | Keyword::SET
            | Keyword::IF
            | Keyword::INSERT
            | Keyword::UPDATE
            | Keyword::DELETE
            | Keyword::MERGE
            | Keyword::WHILE
            | Keyword::PRINT
            | Keyword::RETURN
                if depth == 0 =>
            {
                Self::None
            }
            _ => self,
        }
    }
}
