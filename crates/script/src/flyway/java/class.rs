use super::escape::Escaped;
use super::{Translator, Untranslatable};

/// What a class holds at one place.
enum Item {
    Letter(char),
    Class(String),
    And,
}

impl Translator {
    /// The class whose `[` is read.
    pub(super) fn class(&mut self) -> Result<String, Untranslatable> {
        let at = self.at - 1;
        let mut out = String::from("[");
        if self.eat("^") {
            out.push('^');
        }
        let mut is_first = true;
        loop {
            let Some(letter) = self.next() else {
                return Err(self.wrong(at, "a class is never closed: `]` is missing"));
            };
            let is_space = self.flags.comments && letter.is_ascii_whitespace();
            if is_space {
                continue;
            }
            // A `]` that comes first is one of the characters.
            if letter == ']' && !is_first {
                out.push(']');
                return Ok(out);
            }
            is_first = false;
            if letter == '\\' && self.eat("Q") {
                self.quoted().into_iter().for_each(|letter| push(&mut out, letter));
                continue;
            }
            match self.item(letter)? {
                Item::Class(class) => out.push_str(&class),
                Item::And => out.push_str("&&"),
                Item::Letter(first) => {
                    push(&mut out, first);
                    self.rest_of_range(&mut out)?;
                }
            }
        }
    }

    fn item(&mut self, letter: char) -> Result<Item, Untranslatable> {
        match letter {
            '[' => self.class().map(Item::Class),
            '&' if self.eat("&") => Ok(Item::And),
            '\\' => match self.escaped()? {
                Escaped::Letter(letter) => Ok(Item::Letter(letter)),
                Escaped::Class(class) => Ok(Item::Class(class)),
            },
            letter => Ok(Item::Letter(letter)),
        }
    }

    /// The `-z` of `a-z`. A `-` before `]` or `[` is one of the characters.
    fn rest_of_range(&mut self, out: &mut String) -> Result<(), Untranslatable> {
        let after = self.letters.get(self.at + 1).copied();
        if self.peek() != Some('-') || matches!(after, None | Some(']' | '[')) {
            return Ok(());
        }
        let at = self.at;
        self.at += 1;
        let Some(letter) = self.next() else {
            return Ok(());
        };
        let Item::Letter(last) = self.item(letter)? else {
            return Err(self.wrong(at, "a range ends in one character; write `\\-` for the character"));
        };
        out.push('-');
        push(out, last);
        Ok(())
    }
}

/// One character of a class, as itself.
fn push(out: &mut String, letter: char) {
    if "\\[]^-&~".contains(letter) {
        out.push('\\');
    }
    out.push(letter);
}
