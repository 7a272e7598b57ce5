use super::{Step, Translator, Untranslatable};

/// What a backslash and what follows it stand for.
pub(super) enum Escaped {
    /// One character.
    Letter(char),
    /// A class, in brackets.
    Class(String),
}

/// White space on one line (`\h` in Java; a hexadecimal digit in the engine here).
const HORIZONTAL: &str = " \\t\\x{A0}\\x{1680}\\x{180E}\\x{2000}-\\x{200A}\\x{202F}\\x{205F}\\x{3000}";

impl Translator {
    /// What stands behind a backslash outside a class.
    pub(super) fn escape(&mut self) -> Step {
        let at = self.at - 1;
        let Some(letter) = self.peek() else {
            return Err(self.wrong(at, "nothing follows the backslash; write `\\\\` for the character"));
        };
        let anchor = match letter {
            'A' => "\\A",
            'z' => "\\z",
            'b' => "\\b",
            'B' => "\\B",
            'G' => "\\G",
            'R' => "(?>\\r\\n|[\\n\\x0B\\x0C\\r\\x{85}\\x{2028}\\x{2029}])",
            _ => "",
        };
        if !anchor.is_empty() {
            self.at += 1;
            if letter == 'b' && self.peek() == Some('{') {
                return Err(self.wrong(at, "`\\b{…}` is not known here; write `\\b`"));
            }
            self.atom(anchor);
            return Ok(());
        }
        match letter {
            'Z' => {
                self.at += 1;
                self.before_last_line_end();
                Ok(())
            }
            'Q' => {
                self.at += 1;
                for letter in self.quoted() {
                    self.literal(letter);
                }
                Ok(())
            }
            'k' => {
                self.at += 1;
                if !self.eat("<") {
                    return Err(self.wrong(at, "`\\k` names a group: `\\k<name>`"));
                }
                let name = self.until('>', "the name of a group ends in `>`")?;
                self.atom(&format!("(?:\\k<{name}>)"));
                Ok(())
            }
            '1'..='9' => {
                let number = self.group_number();
                self.atom(&format!("(?:\\{number})"));
                Ok(())
            }
            _ => match self.escaped()? {
                Escaped::Letter(letter) => {
                    self.literal(letter);
                    Ok(())
                }
                Escaped::Class(class) => {
                    self.atom(&class);
                    Ok(())
                }
            },
        }
    }

    /// The text of `\Q…\E`, whose opening is read.
    pub(super) fn quoted(&mut self) -> Vec<char> {
        let mut letters = Vec::new();
        while !self.eat("\\E") {
            match self.next() {
                Some(letter) => letters.push(letter),
                // Java quotes to the end where nothing ends it.
                None => break,
            }
        }
        letters
    }

    /// Java takes as many digits as there are groups for them.
    fn group_number(&mut self) -> usize {
        let digit = |letter: Option<char>| {
            letter
                .and_then(|letter| letter.to_digit(10))
                .map(|digit| digit as usize)
        };
        let mut number = digit(self.next()).unwrap_or_default();
        while let Some(more) = digit(self.peek()).map(|digit| number * 10 + digit) {
            if more > self.captures {
                break;
            }
            self.at += 1;
            number = more;
        }
        number
    }

    /// What stands behind a backslash, in a class or outside.
    pub(super) fn escaped(&mut self) -> Result<Escaped, Untranslatable> {
        let at = self.at - 1;
        let Some(letter) = self.next() else {
            return Err(self.wrong(at, "nothing follows the backslash; write `\\\\` for the character"));
        };
        if let Some(class) = self.shorthand(letter) {
            return Ok(Escaped::Class(class));
        }
        let letter = match letter {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            'a' => '\u{7}',
            'e' => '\u{1b}',
            'c' => {
                let control = self.next().and_then(|letter| u8::try_from(letter).ok());
                control
                    .map(|byte| char::from(byte ^ 64))
                    .ok_or_else(|| self.wrong(at, "`\\c` is followed by one character"))?
            }
            'x' | 'u' | '0' => self.code(letter, at)?,
            'p' | 'P' => return self.property(letter == 'P', at).map(Escaped::Class),
            letter if letter.is_ascii_alphanumeric() => {
                let message = match letter {
                    'X' | 'N' => format!("`\\{letter}` is not known here; write out which characters are meant"),
                    _ => format!("`\\{letter}` is no escape of Java's; write `{letter}` for the character"),
                };
                return Err(self.wrong(at, message));
            }
            letter => letter,
        };
        Ok(Escaped::Letter(letter))
    }

    /// `\d` and its like.
    fn shorthand(&self, letter: char) -> Option<String> {
        let holds = match (letter.to_ascii_lowercase(), self.flags.unicode_classes) {
            ('d', false) => "0-9",
            ('d', true) => "\\p{Nd}",
            ('w', false) => "a-zA-Z0-9_",
            ('w', true) => "\\w",
            ('s', false) => " \\t\\n\\x0B\\x0C\\r",
            ('s', true) => "\\s",
            ('h', _) => HORIZONTAL,
            ('v', _) => "\\x0B\\x0C\\n\\r\\x{85}\\x{2028}\\x{2029}",
            _ => return None,
        };
        let not = if letter.is_ascii_uppercase() { "^" } else { "" };
        Some(format!("[{not}{holds}]"))
    }

    /// A character by its number: `\x41`, `\x{1F600}`, `\u0041`, `\0101`.
    fn code(&mut self, kind: char, at: usize) -> Result<char, Untranslatable> {
        let digits = match kind {
            'x' if self.eat("{") => self.until('}', "the number of a character ends in `}`")?,
            'x' => self.digits(2, 16),
            'u' => self.digits(4, 16),
            _ => self.octal(),
        };
        let radix = if kind == '0' { 8 } else { 16 };
        let letter = u32::from_str_radix(&digits, radix).ok().and_then(char::from_u32);
        letter.ok_or_else(|| self.wrong(at, format!("`\\{kind}{digits}` is the number of no character")))
    }

    fn digits(&mut self, most: usize, radix: u32) -> String {
        let mut digits = String::new();
        while digits.len() < most && self.peek().is_some_and(|letter| letter.is_digit(radix)) {
            digits.extend(self.next());
        }
        digits
    }

    /// Up to three digits, where the first is at most 3, else up to two.
    fn octal(&mut self) -> String {
        let most = if self.peek().is_some_and(|letter| letter <= '3') {
            3
        } else {
            2
        };
        self.digits(most, 8)
    }

    /// `\p{Alpha}`, `\pL`, `\p{IsLatin}`.
    fn property(&mut self, is_negated: bool, at: usize) -> Result<String, Untranslatable> {
        let name = if self.eat("{") {
            self.until('}', "the name of a property ends in `}`")?
        } else {
            self.next().map(String::from).unwrap_or_default()
        };
        let not = if is_negated { "^" } else { "" };
        if let Some((_, holds)) = POSIX.iter().find(|(known, _)| *known == name) {
            return Ok(format!("[{not}{holds}]"));
        }
        let known = match name.strip_prefix("Is").unwrap_or(&name) {
            "Digit" => "Nd",
            "Letter" => "L",
            "Punctuation" => "P",
            "Control" => "Cc",
            "javaLowerCase" => "Lowercase",
            "javaUpperCase" => "Uppercase",
            "javaAlphabetic" => "Alphabetic",
            "javaWhitespace" => "White_Space",
            known => known,
        };
        let is_block = known.starts_with("In") || known.starts_with("blk=") || known.starts_with("block=");
        if is_block || known.is_empty() || known.starts_with("java") {
            let message = format!("the property `{name}` is not known here; write out which characters are meant");
            return Err(self.wrong(at, message));
        }
        Ok(format!("[{not}\\p{{{known}}}]"))
    }
}

/// Classes that hold ASCII only.
const POSIX: &[(&str, &str)] = &[
    ("Lower", "a-z"),
    ("Upper", "A-Z"),
    ("ASCII", "\\x00-\\x7F"),
    ("Alpha", "a-zA-Z"),
    ("Digit", "0-9"),
    ("Alnum", "a-zA-Z0-9"),
    ("Punct", "!-/:-@\\[-`{-\\x7E"),
    ("Graph", "!-\\x7E"),
    ("Print", "\\x20-\\x7E"),
    ("Blank", " \\t"),
    ("Cntrl", "\\x00-\\x1F\\x7F"),
    ("XDigit", "0-9a-fA-F"),
    ("Space", " \\t\\n\\x0B\\x0C\\r"),
];
