use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use lint::Rule;
use report::on_one_line;
use script::{Traced, listen_to_traces};

/// What one rule shows with `cx.trace(…)` during a run.
pub(super) struct Trace {
    heard: Arc<Mutex<Vec<Traced>>>,
}

impl Trace {
    /// Listens to the rule from now on.
    ///
    /// # Errors
    /// Where no rule of a team or a pack is called so.
    pub(super) fn of(rule: &str, rules: &[Arc<dyn Rule>]) -> Result<Self> {
        let scripted = || rules.iter().map(|rule| rule.info()).filter(|info| info.path.is_some());
        if !scripted().any(|info| info.id == rule) {
            let shown = on_one_line(rule);
            match source::nearest(rule, scripted().map(|info| &*info.id)) {
                Some(meant) => bail!("`--trace`: no rule of yours is called `{shown}`; `{meant}` is the nearest name"),
                None => bail!("`--trace`: no rule of yours is called `{shown}`; built-in rules show nothing"),
            }
        }
        let heard: Arc<Mutex<Vec<Traced>>> = Arc::default();
        let (listener, wanted) = (Arc::clone(&heard), rule.to_owned());
        listen_to_traces(move |traced| {
            if traced.rule == wanted {
                listener.lock().unwrap_or_else(PoisonError::into_inner).push(traced);
            }
        });
        Ok(Self { heard })
    }

    /// Writes what was shown, in the order of the migrations, whatever thread it came from.
    pub(super) fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        heard.sort_by(|left, right| left.looking_at.cmp(&right.looking_at));
        for traced in heard {
            let place = format!("{}:{}", on_one_line(&traced.path), traced.line);
            let message = on_one_line(&traced.message);
            match &traced.looking_at {
                Some((path, line)) => {
                    writeln!(
                        out,
                        "{place}: trace[{}] {}:{line}: {message}",
                        traced.rule,
                        on_one_line(path)
                    )?;
                }
                None => writeln!(out, "{place}: trace[{}] {message}", traced.rule)?,
            }
        }
        Ok(())
    }
}
