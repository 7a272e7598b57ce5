use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use rhai::{
    AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FuncRegistration, ImmutableString, Map, Module,
    NativeCallContext, Position, Scope, Shared, Variant,
};

use crate::api::Library;
use crate::check::{self, Entries, Known};
use crate::error::Fault;
use crate::header::Looks;
use crate::options::OptionValues;
use crate::rule::Script;
use crate::sandbox;
use crate::stored::{Keeper, Stored};
use crate::types::{self, Function};

thread_local! {
    /// The scripts that this thread has compiled. Nothing of an engine is shared between threads: one
    /// that is does not become faster with a second thread.
    static WORKER: RefCell<Worker> = RefCell::new(Worker::new());
}

struct Worker {
    standard: Shared<Module>,
    library: Shared<Module>,
    known: Rc<Known>,
    keepers: Rc<[Keeper]>,
    compiled: BTreeMap<u64, (Weak<Script>, Rc<Compiled>)>,
}

/// A script ready to run on this thread.
struct Compiled {
    engine: Engine,
    ast: AST,
    /// Where each function that the host calls begins, for errors that Rhai gives no place.
    entries: Entries,
    /// The options of the last call, as the script sees them.
    options: RefCell<Option<(OptionValues, OptionsView)>>,
}

/// The options as a script sees them.
#[derive(Clone)]
struct OptionsView(Rc<Map>);

impl OptionsView {
    #[expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]
    fn print(cx: NativeCallContext<'_>, view: &mut Self) -> Result<ImmutableString, Box<EvalAltResult>> {
        let mut map = Dynamic::from_map((*view.0).clone());
        let text = cx.call_fn_raw("to_string", true, false, &mut [&mut map])?;
        Ok(text.into_immutable_string().unwrap_or_default())
    }
}

/// A call that failed, with the place to name where Rhai names none.
pub(crate) struct Failed {
    pub(crate) fault: Fault,
    pub(crate) entry: Position,
}

impl Worker {
    fn new() -> Self {
        let standard = sandbox::standard_library();
        let Library { module, registered } = crate::api::library();
        let library = module;
        let engine = sandbox::engine([Shared::clone(&standard), Shared::clone(&library)]);
        Self {
            known: Rc::new(Known::of(&engine, &registered)),
            keepers: registered.keepers.into(),
            standard,
            library,
            compiled: BTreeMap::new(),
        }
    }

    fn engine(&self, options: &toml::Table) -> Engine {
        let mut named = Module::new();
        named.set_custom_type::<OptionsView>("Options");
        for name in ["to_string", "print", "to_debug", "debug"] {
            FuncRegistration::new(name)
                .with_purity(true)
                .set_into_module(&mut named, OptionsView::print);
        }
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
pub(crate) fn examine(text: &str, looks: Looks, options: &toml::Table) -> Result<Examined, Fault> {
    let (engine, known) = WORKER.with_borrow(|worker| (worker.engine(options), Rc::clone(&worker.known)));
    let compiled = compile(engine, text, looks)?;
    types::check(&compiled.ast, &known, looks, options)?;
    check::calls(&compiled.ast, &known, options)?;
    let is_fixable = check::offers_fixes(&compiled.ast);
    Ok(Examined { is_fixable })
}

fn compile(mut engine: Engine, text: &str, looks: Looks) -> Result<Compiled, Fault> {
    let ast = match engine.compile(text) {
        Ok(ast) => ast,
        Err(error) => {
            // A function that reads a constant of the file does not compile: what is wrong is the constant.
            engine.set_strict_variables(false);
            let lenient = engine.compile(text).ok();
            return Err(lenient
                .and_then(|ast| check::beside_functions(&ast).err())
                .unwrap_or_else(|| Fault::of_text(error, text)));
        }
    };
    let entries = check::shape(&ast, looks)?;
    Ok(Compiled {
        engine,
        ast,
        entries,
        options: RefCell::new(None),
    })
}

/// Whether a script has this function.
pub(crate) fn has(script: &Arc<Script>, entry: &str) -> Result<bool, Failed> {
    Ok(compiled(script)?.entries.contains_key(entry))
}

/// Calls one of the rule's functions.
pub(crate) fn call<C: Variant + Clone>(
    script: &Arc<Script>,
    entry: &'static str,
    subject: impl Fn() -> Dynamic,
    options: &OptionValues,
    cx: &C,
    steps: u64,
) -> Result<Dynamic, Failed> {
    let compiled = compiled(script)?;
    let options = compiled.options(options);
    sandbox::refuel(steps);
    let how = CallFnOptions::new().eval_ast(false);
    let arguments = (subject(), options.clone(), cx.clone());
    let outcome =
        compiled
            .engine
            .call_fn_with_options::<Dynamic>(how, &mut Scope::new(), &compiled.ast, entry, arguments);
    outcome.map_err(|error| {
        let mut fault = Fault::from(error);
        if fault.position.is_none() {
            sandbox::refuel_briefly(steps);
            let given = [subject(), Dynamic::from(options), Dynamic::from(cx.clone())];
            fault.position = compiled.end_of(entry, given).unwrap_or(Position::NONE);
        }
        let entry = compiled.place_of(entry);
        Failed { fault, entry }
    })
}

/// What a function gave, as it can be kept; an error says why it cannot.
pub(crate) fn keep(script: &Arc<Script>, entry: &'static str, value: &Dynamic) -> Result<Stored, Failed> {
    let keepers = WORKER.with_borrow(|worker| Rc::clone(&worker.keepers));
    let place = compiled(script)?.place_of(entry);
    Stored::keep(value, &keepers).map_err(|message| Failed {
        fault: Fault::new(place, message),
        entry: place,
    })
}

fn compiled(script: &Arc<Script>) -> Result<Rc<Compiled>, Failed> {
    let kept = WORKER.with_borrow(|worker| worker.compiled.get(&script.id).map(|(_, compiled)| Rc::clone(compiled)));
    if let Some(compiled) = kept {
        return Ok(compiled);
    }
    let engine = WORKER.with_borrow(|worker| worker.engine(&script.options));
    let compiled = compile(engine, script.file.text(), script.looks).map_err(|fault| Failed {
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
    fn place_of(&self, entry: &str) -> Position {
        self.entries.get(entry).copied().unwrap_or(Position::new(1, 1))
    }

    /// Where a call of a function ended that went beyond a limit. Rhai puts the place of the call into such an error, so
    /// the statements of the function are run once more by themselves.
    fn end_of(&self, entry: &str, given: [Dynamic; 3]) -> Option<Position> {
        let function = self.ast.iter_fn_def().find(|function| function.name == entry)?;
        let Function { params, body } = Function::of(&self.ast, function);
        let mut scope = Scope::new();
        for (name, value) in params.into_iter().zip(given) {
            scope.push_dynamic(name, value);
        }
        let alone = AST::new(body, Shared::clone(self.ast.shared_lib()));
        let outcome = self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, &alone);
        let position = Fault::from(outcome.err()?).position;
        (!position.is_none()).then_some(position)
    }

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
