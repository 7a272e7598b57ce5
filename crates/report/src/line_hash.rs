use std::collections::HashMap;

/// How many UTF-16 code units from the start of a line count.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Stands for the end of the file.
const END: u16 = 0xFFFF;

/// For each line that `wanted` names (from 1, ascending), the value of GitHub's `primaryLocationLineHash`:
/// a hash of the hundred characters from the line's start, without spaces and tabs, and how often that
/// hash has come up in the file.
///
/// The algorithm is that of `fingerprints.ts` in <https://github.com/github/codeql-action>.
pub(crate) fn line_hashes(text: &str, wanted: &[u32]) -> HashMap<u32, String> {
    let mut hasher = Hasher::new(wanted);
    let mut units = [0; 2];
    for character in text.chars() {
        for unit in character.encode_utf16(&mut units) {
            hasher.read(*unit);
        }
    }
    hasher.read(END);
    for _ in 0..WINDOW {
        hasher.emit();
        hasher.update(0);
    }
    hasher.hashes
}

struct Hasher<'w> {
    window: [u16; WINDOW],
    /// The line that began when the window last stood here; 0 for none.
    lines: [u32; WINDOW],
    at: usize,
    hash: u64,
    /// `FACTOR` to the power of `WINDOW`: the weight with which a unit leaves the window.
    leaving: u64,
    line: u32,
    is_line_start: bool,
    was_carriage_return: bool,
    seen: HashMap<u64, u32>,
    wanted: &'w [u32],
    hashes: HashMap<u32, String>,
}

impl<'w> Hasher<'w> {
    fn new(wanted: &'w [u32]) -> Self {
        Self {
            window: [0; WINDOW],
            lines: [0; WINDOW],
            at: 0,
            hash: 0,
            leaving: (0..WINDOW).fold(1, |power: u64, _| power.wrapping_mul(FACTOR)),
            line: 0,
            is_line_start: true,
            was_carriage_return: false,
            seen: HashMap::new(),
            wanted,
            hashes: HashMap::new(),
        }
    }

    fn read(&mut self, unit: u16) {
        const SPACE: u16 = b' ' as u16;
        const TAB: u16 = b'\t' as u16;
        const LINE_FEED: u16 = b'\n' as u16;
        const CARRIAGE_RETURN: u16 = b'\r' as u16;
        let is_second_half = self.was_carriage_return && unit == LINE_FEED;
        self.was_carriage_return = unit == CARRIAGE_RETURN;
        if is_second_half || matches!(unit, SPACE | TAB) {
            return;
        }
        let unit = if unit == CARRIAGE_RETURN { LINE_FEED } else { unit };
        self.emit();
        if self.is_line_start {
            self.line += 1;
            self.lines[self.at] = self.line;
        }
        self.is_line_start = unit == LINE_FEED;
        self.update(unit);
    }

    fn update(&mut self, unit: u16) {
        let left = std::mem::replace(&mut self.window[self.at], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.leaving.wrapping_mul(u64::from(left)));
        self.at = (self.at + 1) % WINDOW;
    }

    /// The line that began a window ago has been read as far as it counts.
    fn emit(&mut self) {
        let line = std::mem::take(&mut self.lines[self.at]);
        if line == 0 {
            return;
        }
        let times = self.seen.entry(self.hash).or_default();
        *times += 1;
        if self.wanted.binary_search(&line).is_ok() {
            self.hashes.insert(line, format!("{:x}:{times}", self.hash));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<String> {
        let wanted: Vec<u32> = (1..20).collect();
        let mut hashes: Vec<(u32, String)> = line_hashes(text, &wanted).into_iter().collect();
        hashes.sort();
        hashes.into_iter().map(|(_, hash)| hash).collect()
    }

    /// The first is a vector of that action's own tests; the others agree with
    /// `Sarif.Multitool rewrite --insert RollingHashPartialFingerprints`.
    #[test]
    fn agrees_with_github() {
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            hashes("a\nb\n"),
            ["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]
        );
        let long = "x".repeat(150);
        let text =
            format!("create table a (id int);\n\tdrop table  a;\r\ndrop table a;\rdrop table a; -- é😀\n{long}\n");
        assert_eq!(
            hashes(&text),
            [
                "87a87fedb9d4600c:1",
                "97a32bc5f45b3865:1",
                "15971d8efbb9136:1",
                "f59bbab4035200d7:1",
                "52b56201ffb58620:1",
                "c129715d7a2bc9a3:1"
            ]
        );
    }

    #[test]
    fn equal_lines_are_counted() {
        let text = "select 1;\n".repeat(3) + &"-\n".repeat(200);
        let wanted = [3];
        assert_eq!(line_hashes(&text, &wanted).len(), 1);
        let far = "x\n".repeat(300);
        let all: Vec<u32> = (1..=300).collect();
        let hashes = line_hashes(&far, &all);
        assert_eq!(hashes[&1].split(':').next(), hashes[&2].split(':').next());
        assert!(hashes[&2].ends_with(":2"));
    }
}
