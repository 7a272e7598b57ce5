/// Whether a file that goes with the file `home` would, by the letters of its path, lie where nobody expects it: the path
/// is absolute or has `..` in it, and does not begin with the folder of `home` as the run writes it. Both ways to write
/// paths count, whatever the system: what is shared between people runs on both.
#[must_use]
pub fn leads_out(path: &str, home: &str) -> bool {
    let folder = home.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    let below = match beside {
        Some(below) if !folder.is_empty() => below,
        _ => path,
    };
    let is_absolute = below.starts_with(['/', '\\']) || below.as_bytes().get(1) == Some(&b':');
    is_absolute || below.split(['/', '\\']).any(|step| step == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_that_stay_inside_do_not_lead_out() {
        for (path, home) in [
            ("db/a.conf", "db/a.sql"),
            ("other/a.conf", "db/a.sql"),
            ("a..b/c", "a.sql"),
            ("../db/a.conf", "../db/a.sql"),
            ("../db/sub/a.conf", "../db/a.sql"),
            ("/srv/db/a.conf", "/srv/db/a.sql"),
            ("C:/db/a.conf", "C:/db/a.sql"),
        ] {
            assert!(!leads_out(path, home), "{path} beside {home}");
        }
        for (path, home) in [
            ("../a", "a.sql"),
            ("db/../../a", "db/a.sql"),
            ("..\\a", "db/a.sql"),
            ("../other/a", "../db/a.sql"),
            ("../db/../a", "../db/a.sql"),
            ("../dbx/a", "../db/a.sql"),
            ("/etc/a", "db/a.sql"),
            ("/etc/a", "a.sql"),
            ("/srv/dbx", "/srv/db/a.sql"),
            ("C:\\a", "db/a.sql"),
            ("C:a", "db/a.sql"),
            ("\\\\server\\a", "db/a.sql"),
            ("db//etc/a", "db/a.sql"),
        ] {
            assert!(leads_out(path, home), "{path} beside {home}");
        }
    }
}
