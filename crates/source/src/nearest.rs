/// The candidate that `name` was most likely meant to be, where one is near enough for that.
///
/// Near enough is a third of the letters changed, swapped, added or left out; of equals the first counts.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let allowed = (name.len() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
        if letters.len().abs_diff(name.len()) > allowed {
            continue;
        }
        let distance = distance(&name, &letters);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters must be changed, swapped with their neighbour, added or left out.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1; right.len() + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            current[column + 1] = changed.min(last[column + 1] + 1).min(current[column] + 1);
            let is_swapped = row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other;
            if is_swapped {
                current[column + 1] = current[column + 1].min(before[column - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant() {
        let keys = ["id", "summary", "severity", "on", "options"];
        assert_eq!(nearest("severty", keys), Some("severity"));
        assert_eq!(nearest("sevreity", keys), Some("severity"));
        assert_eq!(nearest("Options", keys), Some("options"));
        assert_eq!(nearest("no", keys), Some("on"));
    }

    #[test]
    fn something_else_finds_nothing() {
        assert_eq!(nearest("colour", ["id", "summary", "severity"]), None);
        assert_eq!(nearest("x", ["options"]), None);
    }
}
