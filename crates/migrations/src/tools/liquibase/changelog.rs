use std::collections::{HashMap, HashSet};

use source::FileId;

use crate::group::{Group, Script};
use crate::names::{is_within, join, natural_order, parent};
use crate::neighbours::Neighbours;

/// How deep changelogs may include one another.
const DEEPEST: usize = 8;

/// The names under which root changelogs are usually kept, without their endings.
const ROOTS: &[&str] = &[
    "db.changelog-master",
    "db.changelog-root",
    "changelog-master",
    "master-changelog",
    "master",
    "changelog",
    "db.changelog",
];
const ENDINGS: &[&str] = &["xml", "yaml", "yml", "json", "sql"];

/// The scripts in the order in which the root changelog includes them; the others behind, in the order of their paths.
pub(super) fn ordered<'a>(group: &Group<'a>, near: &Neighbours<'_>) -> Vec<Script<'a>> {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    let Some((path, text)) = root(group, near) else {
        return scripts;
    };
    let mut walk = Walk {
        near,
        scripts: &scripts,
        read: HashSet::new(),
        order: HashMap::new(),
    };
    walk.visit(&path, &text, 0);
    let order = walk.order;
    scripts.sort_by_key(|script| order.get(&script.id).copied().unwrap_or(usize::MAX));
    scripts
}

fn root(group: &Group<'_>, near: &Neighbours<'_>) -> Option<(String, std::rc::Rc<str>)> {
    let mut folder = group.home.as_str();
    for _ in 0..3 {
        for name in ROOTS {
            for ending in ENDINGS {
                let path = join(folder, &format!("{name}.{ending}"));
                if let Some(text) = near.text(&path).filter(|text| text.contains("include")) {
                    return Some((path, text));
                }
            }
        }
        if folder.is_empty() {
            break;
        }
        folder = parent(folder);
    }
    None
}

/// A walk through changelogs that include one another.
struct Walk<'a, 'b> {
    near: &'b Neighbours<'b>,
    scripts: &'b [Script<'a>],
    read: HashSet<String>,
    order: HashMap<FileId, usize>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, path: &str, text: &str, depth: usize) {
        if depth > DEEPEST || !self.read.insert(path.to_owned()) {
            return;
        }
        let folder = parent(path);
        for target in targets(text) {
            if let Target::File(file) = target {
                self.include(folder, file, depth);
            } else if let Target::Folder(below) = target {
                let below = below.trim_end_matches('/');
                let places = candidates(folder, below);
                self.take(|path| places.iter().any(|place| is_within(path, place)));
            }
        }
    }

    fn include(&mut self, folder: &str, file: &str, depth: usize) {
        let places = candidates(folder, file);
        self.take(|path| places.iter().any(|place| place == path));
        if file.ends_with(".sql") {
            return;
        }
        let found = places
            .into_iter()
            .find_map(|place| Some((self.near.text(&place)?, place)));
        if let Some((text, place)) = found {
            self.visit(&place, &text, depth + 1);
        }
    }

    fn take(&mut self, is_meant: impl Fn(&str) -> bool) {
        for script in self.scripts.iter().filter(|script| is_meant(script.path())) {
            let next = self.order.len();
            self.order.entry(script.id).or_insert(next);
        }
    }
}

/// Where a written path may be: below the changelog's folder, or below one above it, as with a class path.
fn candidates(folder: &str, written: &str) -> Vec<String> {
    let written = written
        .trim_start_matches("classpath:")
        .trim_start_matches("./")
        .trim_start_matches('/');
    let mut places = Vec::new();
    let mut at = folder;
    loop {
        places.push(resolved(&join(at, written)));
        if at.is_empty() {
            return places;
        }
        at = parent(at);
    }
}

/// A path without `..`.
fn resolved(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." if !parts.is_empty() => {
                parts.pop();
            }
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

enum Target<'a> {
    File(&'a str),
    Folder(&'a str),
}

/// What a changelog includes, in its order, whether it is XML, YAML, JSON or SQL: the value of `file` behind each
/// `include`, and of `path` behind each `includeAll`.
fn targets(text: &str) -> Vec<Target<'_>> {
    text.split("include")
        .skip(1)
        .filter_map(|rest| match rest.strip_prefix("All") {
            Some(rest) => value(rest, "path").map(Target::Folder),
            None => value(rest, "file").map(Target::File),
        })
        .collect()
}

/// The value of a key: `file="a"`, `file: a`, `"file": "a"`, `file:a`.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start_matches(['"', '\'', ' ', '\t', ':', '=']);
    let end = rest
        .find(['"', '\'', ' ', '\t', '\r', '\n', ',', '}', '>'])
        .unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}
