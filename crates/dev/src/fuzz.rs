use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use schema::Dialect;

/// What libFuzzer reads of a seed; the target says the same of its inputs.
const LONGEST: usize = 4096;
/// Seconds that one input may take.
const SLOWEST: u32 = 20;

/// Runs the fuzz target for so long, from the SQL of the rules' pages and of the corpus where there is one. With the same
/// `seed` two runs mutate alike.
pub(crate) fn run(seconds: u32, seed: Option<u32>) -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let seeds = root.join("fuzz/corpus/read");
    fs::create_dir_all(&seeds).with_context(|| format!("cannot create {}", seeds.display()))?;
    let mut count = seed_from_pages(&root.join("crates/rules/src"), &seeds)?;
    count += seed_from_commands(&root.join("crates/syntax/tests/commands"), &seeds)?;
    match crate::corpus_folder() {
        Ok(corpus) => count += seed_from_corpus(&corpus, &seeds)?,
        Err(error) => println!("without the corpus: {error}"),
    }
    println!("{count} seeds; {seconds} seconds");
    // There is no unsafe code to watch: without a sanitizer the target builds on the stable toolchain.
    let status = Command::new("cargo")
        .args(["fuzz", "run", "--sanitizer", "none", "read", "--"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LONGEST}"))
        .arg(format!("-timeout={SLOWEST}"))
        .arg("-print_final_stats=1")
        .arg("-verbosity=0")
        .args(seed.map(|seed| format!("-seed={seed}")))
        .current_dir(&root)
        .status()
        .context("cannot run `cargo fuzz`: install it with `cargo install cargo-fuzz`")?;
    ensure!(
        status.success(),
        "the fuzz target failed: the input is in fuzz/artifacts/read"
    );
    Ok(())
}

/// The SQL blocks of the rules' pages, each in the dialect it names.
fn seed_from_pages(folder: &Path, seeds: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for path in crate::files(folder, "md")? {
        let page = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for block in page.split("```sql").skip(1) {
            let (info, rest) = block.split_once('\n').unwrap_or((block, ""));
            let sql = rest.split("```").next().unwrap_or_default();
            let dialect = info.split_whitespace().find_map(|word| word.strip_prefix("dialect="));
            let dialect = dialect.and_then(|name| name.parse().ok()).unwrap_or(Dialect::Postgres);
            seed(dialect, sql.as_bytes(), seeds)?;
            count += 1;
        }
    }
    Ok(count)
}

/// The examples of each vendor's commands.
fn seed_from_commands(folder: &Path, seeds: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for path in crate::files(folder, "txt")? {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let dialect: Dialect = name
            .parse()
            .map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
        for (_, sql) in text.lines().filter_map(|line| line.split_once(": ")) {
            seed(dialect, sql.as_bytes(), seeds)?;
            count += 1;
        }
    }
    Ok(count)
}

fn seed_from_corpus(corpus: &Path, seeds: &Path) -> anyhow::Result<usize> {
    const FOLDERS: &[(&str, Dialect)] = &[
        ("mariadb", Dialect::Mariadb),
        ("mysql", Dialect::Mysql),
        ("oracle", Dialect::Oracle),
        ("postgresql", Dialect::Postgres),
        ("sqlite", Dialect::Sqlite),
        ("tsql", Dialect::Mssql),
    ];
    let mut count = 0;
    for (folder, dialect) in FOLDERS {
        for path in crate::files(&corpus.join("parser").join(folder), "sql")? {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if bytes.len() <= LONGEST {
                seed(*dialect, &bytes, seeds)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Writes one input: the dialect, no options, the text.
fn seed(dialect: Dialect, text: &[u8], seeds: &Path) -> anyhow::Result<()> {
    let place = Dialect::ALL.iter().position(|known| *known == dialect);
    let mut input = vec![u8::try_from(place.unwrap_or_default())?, 0];
    input.extend_from_slice(text);
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let path = seeds.join(format!("seed-{:016x}", hasher.finish()));
    fs::write(&path, input).with_context(|| format!("cannot write {}", path.display()))
}
