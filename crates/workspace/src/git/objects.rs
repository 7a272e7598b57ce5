use std::collections::BTreeMap;

use super::{GitError, Repository, Side, Tree, command};

/// The hash of a file's text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Blob(String);

/// A file of a tree or of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    /// Its path below the work tree's folder.
    pub(crate) path: String,
    pub(crate) blob: Blob,
}

/// What became of a file between two sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// It is on the newer side only.
    Added(String),
    /// It has another text; this is the older one.
    Edited(String, Blob),
    /// It is on the older side only.
    Deleted(String, Blob),
    /// It lay elsewhere: the old path with its text, and the new one.
    Renamed(String, Blob, String),
}

impl Repository {
    /// The files of a tree.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn files(&self, tree: &Tree) -> Result<Vec<Listed>, GitError> {
        let out = command::run(&self.root, &["ls-tree", "-r", "-z", "--full-tree", &tree.0])?;
        // mode, kind, hash, tab, path
        entries(&out, |fields, path| {
            let is_file = fields.next()?.starts_with("10") && fields.next()? == "blob";
            is_file.then_some(())?;
            Some(Listed {
                path,
                blob: Blob(fields.next()?.to_owned()),
            })
        })
    }

    /// The files of the index.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn staged_files(&self) -> Result<Vec<Listed>, GitError> {
        let out = command::run(&self.root, &["ls-files", "--stage", "-z", "--full-name"])?;
        // mode, hash, stage, tab, path
        entries(&out, |fields, path| {
            fields.next()?.starts_with("10").then_some(())?;
            let blob = Blob(fields.next()?.to_owned());
            Some(Listed { path, blob })
        })
    }

    /// What is different on one side from a tree. Files that git does not track are not among it.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn changes(&self, from: &Tree, to: Side) -> Result<Vec<Change>, GitError> {
        let mut arguments = vec!["diff", "--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff"];
        arguments.extend(["--ignore-submodules", "--no-relative"]);
        if to == Side::Index {
            arguments.push("--cached");
        }
        arguments.extend([from.0.as_str(), "--"]);
        changes(&command::run(&self.root, &arguments)?)
    }

    /// What is different in the work tree from the index.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn unstaged(&self) -> Result<Vec<Change>, GitError> {
        let arguments = [
            "diff",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
            "--ignore-submodules",
            "--no-relative",
        ];
        changes(&command::run(&self.root, &arguments)?)
    }

    /// The texts of blobs.
    ///
    /// # Errors
    /// Where git fails, or does not have one of them.
    pub(crate) fn texts(&self, blobs: &[Blob]) -> Result<BTreeMap<Blob, Vec<u8>>, GitError> {
        if blobs.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut asked: Vec<&str> = blobs.iter().map(|blob| blob.0.as_str()).collect();
        asked.sort_unstable();
        asked.dedup();
        let out = command::run_with(&self.root, &["cat-file", "--batch"], asked.join("\n") + "\n")?;
        let mut texts = BTreeMap::new();
        let mut rest = out.as_slice();
        for blob in asked {
            let (text, after) = one_text(rest)
                .ok_or_else(|| GitError::refused("cat-file", &format!("the object {blob} is missing")))?;
            texts.insert(Blob(blob.to_owned()), text.to_vec());
            rest = after;
        }
        Ok(texts)
    }
}

/// `hash blob length`, the text, a line end; and what follows.
fn one_text(out: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = out.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&out[..end]).ok()?;
    let mut fields = head.split(' ').skip(1);
    let length: usize = fields
        .next()
        .filter(|kind| *kind == "blob")
        .and(fields.next())?
        .parse()
        .ok()?;
    let text = out.get(end + 1..end + 1 + length)?;
    Some((text, out.get(end + length + 2..)?))
}

/// Entries of fields, a tab and a path, with a zero byte behind each. Paths that are not UTF-8 are passed over: files
/// with such names are refused where they are found.
fn entries<T>(
    out: &[u8],
    read: impl Fn(&mut std::str::SplitAsciiWhitespace<'_>, String) -> Option<T>,
) -> Result<Vec<T>, GitError> {
    let entries = out.split(|byte| *byte == 0);
    let entries = entries.filter_map(|entry| {
        let (fields, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
        read(&mut fields.split_ascii_whitespace(), path.to_owned())
    });
    Ok(entries.collect())
}

/// `:mode mode hash hash letter`, a zero byte, the path, a zero byte, and the new path of a file that was renamed.
fn changes(out: &[u8]) -> Result<Vec<Change>, GitError> {
    let mut changes = Vec::new();
    let mut parts = out.split(|byte| *byte == 0);
    while let Some(head) = parts.next() {
        let Ok(head) = std::str::from_utf8(head) else {
            return Err(GitError::not_utf8());
        };
        let mut fields = head.split(' ').skip(2);
        let (Some(blob), Some(_), Some(letter)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let mut path = || parts.next().map(|path| String::from_utf8_lossy(path).into_owned());
        let (blob, Some(old)) = (Blob(blob.to_owned()), path()) else {
            break;
        };
        changes.extend(match letter.as_bytes().first() {
            Some(b'A') => Some(Change::Added(old)),
            Some(b'D') => Some(Change::Deleted(old, blob)),
            Some(b'R') => path().map(|new| Change::Renamed(old, blob, new)),
            Some(b'C') => path().map(Change::Added),
            Some(b'M' | b'T') => Some(Change::Edited(old, blob)),
            // Files in the middle of a merge are what they are on the disk.
            _ => None,
        });
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_differences_are_read() {
        let blob = |digit: &str| digit.repeat(40);
        let out = format!(
            ":100644 100644 {a} {b} M\0db/a b.sql\0:100644 000000 {a} {z} D\0ä.sql\0:100644 100644 {a} {b} R095\0old.sql\0new.sql\0:000000 100644 {z} {b} A\0n.sql\0",
            a = blob("a"),
            b = blob("b"),
            z = blob("0")
        );
        let old = Blob(blob("a"));
        let expected = [
            Change::Edited("db/a b.sql".to_owned(), old.clone()),
            Change::Deleted("ä.sql".to_owned(), old.clone()),
            Change::Renamed("old.sql".to_owned(), old, "new.sql".to_owned()),
            Change::Added("n.sql".to_owned()),
        ];
        assert_eq!(changes(out.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn texts_may_hold_anything() {
        let (text, rest) = one_text(b"aa blob 3\na\nb\nbb blob 0\n\n").unwrap();
        assert_eq!(text, b"a\nb");
        assert_eq!(one_text(rest), Some((&b""[..], &b""[..])));
        assert_eq!(one_text(b"aa missing\n"), None);
    }
}
