//! Regular expressions of Java, said in the words of the engine here.
//!
//! The two engines look alike and differ in many small things: what `.` and `\s` hold, where `$` stands, what `\h` is.
//! Source: the documentation of `java.util.regex.Pattern`,
//! <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html>.

mod class;
mod escape;
mod flags;

use flags::Flags;

/// A pattern that was translated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Translated {
    /// The same pattern for the engine here.
    pub(super) pattern: String,
    /// Whether a match that is empty and stands at the end of the text is none: in Java, `^` of several lines does not
    /// hold there.
    pub(super) skips_empty_end: bool,
}

/// Why a pattern cannot be translated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Untranslatable {
    /// At which character of the pattern, from 1.
    pub(super) at: usize,
    /// What is wrong there, and what to write instead.
    pub(super) message: String,
}

/// Where a line ends for Java: `\n`, `\r\n`, `\r`, U+0085, U+2028, U+2029.
const LINE_ENDS: &str = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

/// Translates a pattern.
pub(super) fn translate(pattern: &str) -> Result<Translated, Untranslatable> {
    let mut translator = Translator {
        letters: pattern.chars().collect(),
        at: 0,
        out: String::with_capacity(pattern.len() + 16),
        flags: Flags::default(),
        group: Group::default(),
        around: Vec::new(),
        captures: 0,
        atom: None,
        skips_empty_end: false,
    };
    translator.run()?;
    Ok(Translated {
        pattern: translator.out,
        skips_empty_end: translator.skips_empty_end,
    })
}

struct Translator {
    letters: Vec<char>,
    at: usize,
    out: String,
    flags: Flags,
    /// The group that is open; the pattern itself at first.
    group: Group,
    /// The groups around it.
    around: Vec<Group>,
    /// How many groups capture, so far.
    captures: usize,
    /// Where in `out` the last thing that can be repeated begins.
    atom: Option<usize>,
    skips_empty_end: bool,
}

/// A group that is not closed yet.
#[derive(Clone, Copy, Default)]
struct Group {
    /// The flags outside.
    outside: Flags,
    /// The flags at its beginning.
    inside: Flags,
    /// Where it begins in `out`.
    start: usize,
    /// Whether a group of our own is open in it: the engine here lets a `(?i)` outlast the group that it stands in.
    has_own: bool,
}

type Step = Result<(), Untranslatable>;

impl Translator {
    fn run(&mut self) -> Step {
        while let Some(letter) = self.next() {
            self.one(letter)?;
        }
        self.close_own();
        match self.around.pop() {
            None => Ok(()),
            Some(_) => Err(self.wrong(self.letters.len(), "a group is never closed: `)` is missing")),
        }
    }

    fn one(&mut self, letter: char) -> Step {
        if self.flags.comments {
            if letter.is_ascii_whitespace() || letter == '\u{b}' {
                return Ok(());
            }
            if letter == '#' {
                while self.next().is_some_and(|letter| letter != '\n') {}
                return Ok(());
            }
        }
        match letter {
            '(' => self.open(),
            ')' => self.close(),
            '|' => {
                self.close_own();
                self.out.push('|');
                self.open_own();
                Ok(())
            }
            '*' | '+' | '?' => self.repeat(letter.encode_utf8(&mut [0; 4])),
            '{' => {
                let counts = self.counts()?;
                self.repeat(&counts)
            }
            '^' => {
                self.begin_of_text();
                Ok(())
            }
            '$' => {
                self.end_of_text();
                Ok(())
            }
            '[' => {
                let class = self.class()?;
                self.atom(&class);
                Ok(())
            }
            '.' => {
                let any = match (self.flags.dot_all, self.flags.unix_lines) {
                    (true, _) => "(?s:.)".to_owned(),
                    (false, true) => "[^\\n]".to_owned(),
                    (false, false) => format!("[^{LINE_ENDS}]"),
                };
                self.atom(&any);
                Ok(())
            }
            '\\' => self.escape(),
            letter => {
                self.literal(letter);
                Ok(())
            }
        }
    }

    fn begin_of_text(&mut self) {
        let anchor = match (self.flags.multi_line, self.flags.unix_lines) {
            (false, _) => "\\A",
            (true, true) => "(?m:^)",
            (true, false) => "(?mR:^)",
        };
        self.skips_empty_end |= self.flags.multi_line;
        self.atom(anchor);
    }

    fn end_of_text(&mut self) {
        match (self.flags.multi_line, self.flags.unix_lines) {
            (true, true) => self.atom("(?m:$)"),
            (true, false) => self.atom("(?mR:$)"),
            (false, true) => self.atom("(?=\\n?\\z)"),
            (false, false) => self.before_last_line_end(),
        }
    }

    /// At the end, or before the line end that is the last of the text.
    fn before_last_line_end(&mut self) {
        self.atom("(?=(?:\\r\\n|(?<!\\r)\\n|[\\r\\x{85}\\x{2028}\\x{2029}])?\\z)");
    }

    fn open(&mut self) -> Step {
        let start = self.out.len();
        let outside = self.flags;
        if !self.eat("?") {
            self.captures += 1;
            self.out.push('(');
        } else if let Some(kind) = ["?:", "?=", "?!", "?>", "?<=", "?<!"]
            .iter()
            .find(|kind| self.eat(&kind[1..]))
        {
            self.out.push('(');
            self.out.push_str(kind);
        } else if self.eat("<") {
            let name = self.until('>', "the name of a group ends in `>`")?;
            self.captures += 1;
            self.out.push_str(&format!("(?<{name}>"));
        } else {
            match self.inline_flags()? {
                // `(?i)` holds from here to the end of the group around it.
                ')' => {
                    self.close_own();
                    self.open_own();
                    return Ok(());
                }
                _ => self.out.push_str(self.flags.group()),
            }
        }
        self.around.push(self.group);
        self.group = Group {
            outside,
            inside: self.flags,
            start,
            has_own: false,
        };
        self.atom = None;
        Ok(())
    }

    /// Opens a group of our own where case counts otherwise than at the beginning of the group at hand.
    fn open_own(&mut self) {
        self.atom = None;
        if self.flags.group() != self.group.inside.group() {
            self.out.push_str(self.flags.group());
            self.group.has_own = true;
        }
    }

    fn close_own(&mut self) {
        if std::mem::take(&mut self.group.has_own) {
            self.out.push(')');
        }
    }

    /// Reads `i-s` up to and with what ends it: `)` or `:`.
    fn inline_flags(&mut self) -> Result<char, Untranslatable> {
        let mut turns_on = true;
        loop {
            let at = self.at;
            match self.next() {
                Some(end @ (')' | ':')) => return Ok(end),
                Some('-') => turns_on = false,
                Some(flag) if self.flags.set(flag, turns_on) => {}
                Some(flag) => return Err(self.wrong(at, format!("`(?{flag}` is no group and no flag of Java's"))),
                None => return Err(self.wrong(at, "a group is never closed: `)` is missing")),
            }
        }
    }

    fn close(&mut self) -> Step {
        self.close_own();
        let Some(around) = self.around.pop() else {
            return Err(self.wrong(self.at - 1, "`)` closes no group; write `\\)` for the character"));
        };
        self.out.push(')');
        let Group { outside, start, .. } = std::mem::replace(&mut self.group, around);
        self.flags = outside;
        self.atom = Some(start);
        Ok(())
    }

    fn repeat(&mut self, times: &str) -> Step {
        let Some(start) = self.atom.take() else {
            let message = format!("`{times}` repeats nothing; write `\\{times}` for the character");
            return Err(self.wrong(self.at - 1, message));
        };
        if self.eat("+") {
            self.out.insert_str(start, "(?>");
            self.out.push_str(times);
            self.out.push(')');
        } else {
            self.out.push_str(times);
            if self.eat("?") {
                self.out.push('?');
            }
        }
        Ok(())
    }

    /// Reads the rest of `{2}`, `{2,}`, `{2,3}`.
    fn counts(&mut self) -> Result<String, Untranslatable> {
        let at = self.at - 1;
        let counts = self.until('}', "a number of repetitions ends in `}`")?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match counts.split_once(',') {
            None => is_number(&counts),
            Some((least, most)) => is_number(least) && (most.is_empty() || is_number(most)),
        };
        if fits {
            return Ok(format!("{{{counts}}}"));
        }
        Err(self.wrong(
            at,
            format!("`{{{counts}}}` is no number of repetitions; write `\\{{` for the character"),
        ))
    }

    /// One character as itself.
    fn literal(&mut self, letter: char) {
        let start = self.out.len();
        if "\\.+*?()|[]{}^$#&-~".contains(letter) {
            self.out.push('\\');
        }
        self.out.push(letter);
        self.atom = Some(start);
    }

    /// Something that can be repeated.
    fn atom(&mut self, text: &str) {
        self.atom = Some(self.out.len());
        self.out.push_str(text);
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.letters.get(self.at).copied();
        self.at += usize::from(letter.is_some());
        letter
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let ahead = self.letters.get(self.at..).unwrap_or_default();
        let fits =
            text.chars().count() <= ahead.len() && text.chars().zip(ahead).all(|(wanted, found)| wanted == *found);
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    /// The text up to `end`, which is read too.
    fn until(&mut self, end: char, missing: &str) -> Result<String, Untranslatable> {
        let from = self.at;
        let mut text = String::new();
        loop {
            match self.next() {
                Some(letter) if letter == end => return Ok(text),
                Some(letter) => text.push(letter),
                None => return Err(self.wrong(from, missing)),
            }
        }
    }

    /// `at` counts from 0.
    fn wrong(&self, at: usize, message: impl Into<String>) -> Untranslatable {
        Untranslatable {
            at: at + 1,
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests;
