use crate::DiskFiles;
use crate::paths::join;

/// A CI system, or what runs hooks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CiSystem {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Azure Pipelines.
    Azure,
    /// Jenkins.
    Jenkins,
    /// pre-commit.
    PreCommit,
}

impl CiSystem {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::GitHub, Self::GitLab, Self::Azure, Self::Jenkins, Self::PreCommit];

    /// As its makers call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub Actions",
            Self::GitLab => "GitLab CI",
            Self::Azure => "Azure Pipelines",
            Self::Jenkins => "Jenkins",
            Self::PreCommit => "pre-commit",
        }
    }

    /// The file that the snippet goes into.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::GitHub => ".github/workflows/lockgate.yml",
            Self::GitLab => ".gitlab-ci.yml",
            Self::Azure => "azure-pipelines.yml",
            Self::Jenkins => "Jenkinsfile",
            Self::PreCommit => ".pre-commit-config.yaml",
        }
    }

    /// What to put there.
    #[must_use]
    pub const fn snippet(self) -> &'static str {
        match self {
            Self::GitHub => include_str!("snippets/github.yml"),
            Self::GitLab => include_str!("snippets/gitlab.yml"),
            Self::Azure => include_str!("snippets/azure.yml"),
            Self::Jenkins => include_str!("snippets/Jenkinsfile"),
            Self::PreCommit => include_str!("snippets/pre-commit.yaml"),
        }
    }

    /// What shows that a repository is set up for it.
    const fn sign(self) -> &'static str {
        match self {
            Self::GitHub => ".github",
            _ => self.file(),
        }
    }
}

/// The systems that the repository is set up for: their files lie in the folder or in one above.
pub(super) fn seen(disk: &DiskFiles, folder: &str) -> Vec<CiSystem> {
    let mut folders = vec![folder.to_owned()];
    while let Some(above) = folders.last().filter(|at| !disk.place(&join(at, ".git")).exists()) {
        let above = join(above, "..");
        // The root of the disk is its own parent.
        let (Ok(one), Ok(other)) = (
            disk.place(&above).canonicalize(),
            disk.place(folders.last().map_or("", String::as_str)).canonicalize(),
        ) else {
            break;
        };
        if one == other {
            // No repository: only the folder itself counts.
            folders.truncate(1);
            break;
        }
        folders.push(above);
    }
    let is_seen = |system: &CiSystem| {
        folders
            .iter()
            .any(|folder| disk.place(&join(folder, system.sign())).exists())
    };
    CiSystem::ALL.into_iter().filter(is_seen).collect()
}
