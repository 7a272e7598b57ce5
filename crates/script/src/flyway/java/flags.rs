/// What `(?imsdxuU)` has switched on.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Flags {
    ignore_case: bool,
    pub(super) multi_line: bool,
    pub(super) dot_all: bool,
    pub(super) unix_lines: bool,
    pub(super) comments: bool,
    /// `\w`, `\d`, `\s` hold more than ASCII.
    pub(super) unicode_classes: bool,
}

impl Flags {
    /// Switches a flag; `false` where Java has none of this name.
    pub(super) const fn set(&mut self, flag: char, on: bool) -> bool {
        match flag {
            'i' => self.ignore_case = on,
            'm' => self.multi_line = on,
            's' => self.dot_all = on,
            'd' => self.unix_lines = on,
            'x' => self.comments = on,
            'U' => self.unicode_classes = on,
            // Case is ignored beyond ASCII here, whether this is on or not.
            'u' => {}
            _ => return false,
        }
        true
    }

    /// How a group begins in which case counts, or does not: the one flag that the engine here is told.
    pub(super) const fn group(self) -> &'static str {
        if self.ignore_case { "(?i:" } else { "(?-i:" }
    }
}
