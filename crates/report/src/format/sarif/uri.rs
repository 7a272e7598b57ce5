use super::ArtifactLocation;
use crate::Report;

/// Where a file lies: relative to the folder of the repository, or else of the run, where that can be, and encoded.
pub(super) fn location(report: &Report<'_>, path: &str) -> ArtifactLocation {
    of_path(&report.path_in_repository(path))
}

fn of_path(path: &str) -> ArtifactLocation {
    let path = path.strip_prefix("./").unwrap_or(path);
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    let root = match (path.starts_with('/'), is_drive) {
        (true, _) => "file://",
        (false, true) => "file:///",
        (false, false) => {
            return ArtifactLocation {
                uri: encoded(path),
                uri_base_id: Some("%SRCROOT%"),
            };
        }
    };
    let (drive, rest) = path.split_at(if is_drive { 2 } else { 0 });
    ArtifactLocation {
        uri: format!("{root}{drive}{}", encoded(rest)),
        uri_base_id: None,
    }
}

/// Everything but RFC 3986's unreserved characters and slashes is encoded.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_where_they_can_be() {
        let uri = |path: &str| of_path(path).uri;
        assert_eq!(uri("./db/V1__a b.sql"), "db/V1__a%20b.sql");
        assert_eq!(uri("a:b#é.sql"), "a%3Ab%23%C3%A9.sql");
        assert_eq!(uri("/srv/a.sql"), "file:///srv/a.sql");
        assert_eq!(uri("C:/db/a.sql"), "file:///C:/db/a.sql");
        assert_eq!(of_path("a.sql").uri_base_id, Some("%SRCROOT%"));
        assert_eq!(of_path("/a.sql").uri_base_id, None);
    }
}
