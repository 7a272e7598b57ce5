use std::borrow::Cow;

/// The repository that a run is in. Systems that show findings beside the text know files by their paths in it, wherever
/// the run was started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// Its folder, absolute, with forward slashes and none at the end.
    pub folder: String,
    /// The steps from there to the folder of the run, with slashes between them; empty where both are the same.
    pub steps: String,
}

impl Repository {
    /// A path as it is shown in the folder of the run, seen from the repository's; as it is where it leads out of that.
    pub(crate) fn path<'p>(&self, shown: &'p str) -> Cow<'p, str> {
        if let Some(below) = shown.strip_prefix(self.folder.as_str()) {
            return below.strip_prefix('/').map_or(Cow::Borrowed(shown), Cow::Borrowed);
        }
        let is_drive = shown.as_bytes().get(1) == Some(&b':');
        if self.steps.is_empty() || shown.starts_with('/') || is_drive {
            return Cow::Borrowed(shown);
        }
        let mut steps: Vec<&str> = self.steps.split('/').collect();
        for step in shown.split('/').filter(|step| *step != ".") {
            if step != ".." {
                steps.push(step);
            } else if steps.pop().is_none() {
                return Cow::Borrowed(shown);
            }
        }
        Cow::Owned(steps.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_repository() {
        let repository = |steps: &str| Repository {
            folder: "/srv/shop".to_owned(),
            steps: steps.to_owned(),
        };
        let below = repository("services/orders");
        assert_eq!(below.path("db/1_a.sql"), "services/orders/db/1_a.sql");
        assert_eq!(below.path("./1_a.sql"), "services/orders/1_a.sql");
        assert_eq!(below.path("../../db/1_a.sql"), "db/1_a.sql");
        assert_eq!(below.path("../../../1_a.sql"), "../../../1_a.sql");
        assert_eq!(below.path("/srv/shop/db/1_a.sql"), "db/1_a.sql");
        assert_eq!(below.path("/srv/shops/1_a.sql"), "/srv/shops/1_a.sql");
        assert_eq!(below.path("C:/1_a.sql"), "C:/1_a.sql");
        assert_eq!(repository("").path("db/1_a.sql"), "db/1_a.sql");
    }
}
