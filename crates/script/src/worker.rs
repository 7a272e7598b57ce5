use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use rhai::{AST, CallFnOptions, Dynamic, Engine, FuncRegistration, Map, Module, Position, Scope, Shared};

use crate::api::context::Cx;
use crate::check::{self, Known};
use crate::error::Fault;
use crate::options::OptionValues;
use crate::rule::Script;
use crate::sandbox;

/// The function that a rule consists of.
const ENTRY: &str = "check";

thread_local! {
    /// The scripts that this thread has compiled. Nothing of an engine is shared between threads: one
    /// that is does not become faster with a second thread.
    static WORKER: RefCell<Worker> = RefCell::new(Worker::new());
}

struct Worker {
    standard: Shared<Module>,
    library: Shared<Module>,
    known: Rc<Known>,
    compiled: BTreeMap<u64, (Weak<Script>, Rc<Compiled>)>,
}

/// A script ready to run on this thread.
struct Compiled {
    engine: Engine,
    ast: AST,
    /// Where `fn check` begins, for errors that Rhai gives no place.
    entry: Position,
    /// The options of the last call, as the script sees them.
    options: RefCell<Option<(OptionValues, OptionsView)>>,
}

/// The options as a script sees them.
#[derive(Clone)]
struct OptionsView(Rc<Map>);

/// A call that failed, with the place to name where Rhai names none.
pub(crate) struct Failed {
    pub(crate) fault: Fault,
    pub(crate) entry: Position,
}

impl Worker {
    fn new() -> Self {
        let standard = sandbox::standard_library();
        let library = crate::api::library().module;
        let engine = sandbox::engine([Shared::clone(&standard), Shared::clone(&library)]);
        Self {
            known: Rc::new(Known::of(&engine)),
            standard,
            library,
            compiled: BTreeMap::new(),
        }
    }

    fn engine(&self, options: &toml::Table) -> Engine {
        let mut named = Module::new();
        named.set_custom_type::<OptionsView>("Options");
        for key in options.keys() {
            let name = key.clone();
            let get = move |view: &mut OptionsView| view.0.get(name.as_str()).cloned().unwrap_or(Dynamic::UNIT);
            FuncRegistration::new_getter(key)
                .with_purity(true)
                .set_into_module(&mut named, get);
        }
        named.build_index();
        let modules = [
            Shared::clone(&self.standard),
            Shared::clone(&self.library),
            named.into(),
        ];
        sandbox::engine(modules)
    }
}

/// What a script turns out to be when it is compiled.
pub(crate) struct Examined {
    /// Whether it offers fixes.
    pub(crate) is_fixable: bool,
}

/// Compiles a script and says what it is, or what is wrong with it, without keeping it.
pub(crate) fn examine(text: &str, options: &toml::Table) -> Result<Examined, Failed> {
    let (engine, known) = WORKER.with_borrow(|worker| (worker.engine(options), Rc::clone(&worker.known)));
    let compiled = compile(engine, text).map_err(|fault| Failed {
        fault,
        entry: Position::new(1, 1),
    })?;
    let entry = compiled.entry;
    check::calls(&compiled.ast, &known, options).map_err(|fault| Failed { fault, entry })?;
    let is_fixable = check::offers_fixes(&compiled.ast);
    Ok(Examined { is_fixable })
}

fn compile(engine: Engine, text: &str) -> Result<Compiled, Fault> {
    let ast = engine.compile(text).map_err(|error| Fault::of_text(error, text))?;
    let entry = check::shape(&ast, ENTRY)?;
    Ok(Compiled {
        engine,
        ast,
        entry,
        options: RefCell::new(None),
    })
}

/// Calls the rule's function.
pub(crate) fn call(
    script: &Arc<Script>,
    subject: Dynamic,
    options: &OptionValues,
    cx: Cx,
    steps: u64,
) -> Result<(), Failed> {
    let compiled = compiled(script)?;
    let options = compiled.options(options);
    sandbox::refuel(steps);
    let how = CallFnOptions::new().eval_ast(false);
    let arguments = (subject, options, cx);
    let outcome =
        compiled
            .engine
            .call_fn_with_options::<Dynamic>(how, &mut Scope::new(), &compiled.ast, ENTRY, arguments);
    outcome.map(drop).map_err(|error| Failed {
        fault: error.into(),
        entry: compiled.entry,
    })
}

fn compiled(script: &Arc<Script>) -> Result<Rc<Compiled>, Failed> {
    let kept = WORKER.with_borrow(|worker| worker.compiled.get(&script.id).map(|(_, compiled)| Rc::clone(compiled)));
    if let Some(compiled) = kept {
        return Ok(compiled);
    }
    let engine = WORKER.with_borrow(|worker| worker.engine(&script.options));
    let compiled = compile(engine, script.file.text()).map_err(|fault| Failed {
        fault,
        entry: Position::new(1, 1),
    })?;
    let compiled = Rc::new(compiled);
    WORKER.with_borrow_mut(|worker| {
        worker.compiled.retain(|_, (script, _)| script.strong_count() > 0);
        worker
            .compiled
            .insert(script.id, (Arc::downgrade(script), Rc::clone(&compiled)));
    });
    Ok(compiled)
}

impl Compiled {
    fn options(&self, values: &OptionValues) -> OptionsView {
        let mut last = self.options.borrow_mut();
        match &*last {
            Some((of, view)) if of.is_same(values) => view.clone(),
            _ => {
                let view = OptionsView(values.to_map());
                *last = Some((values.clone(), view.clone()));
                view
            }
        }
    }
}
