use std::cell::Cell;

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, Module, OptimizationLevel, Shared};

/// The longest text a script may make, in bytes.
pub(crate) const TEXT_LIMIT: usize = 64 * 1024;
/// The longest list a script may make.
const LIST_LIMIT: usize = 10_000;

thread_local! {
    /// The steps that the call at hand may still take. `max_operations` counts anew in every closure
    /// that a native function calls, so steps are counted here.
    static FUEL: Cell<u64> = const { Cell::new(0) };
}

/// Gives the next call its steps.
pub(crate) fn refuel(steps: u64) {
    FUEL.set(steps);
}

/// Rhai's own functions, without clock, `sleep`, `exit` and the other doors: those stand in
/// `LanguageCorePackage` and `BasicTimePackage`, which are left out.
pub(crate) fn standard_library() -> Shared<Module> {
    let mut module = Module::new();
    ArithmeticPackage::init(&mut module);
    LogicPackage::init(&mut module);
    BasicMathPackage::init(&mut module);
    BasicStringPackage::init(&mut module);
    MoreStringPackage::init(&mut module);
    BasicIteratorPackage::init(&mut module);
    BasicArrayPackage::init(&mut module);
    BasicMapPackage::init(&mut module);
    BasicFnPackage::init(&mut module);
    module.build_index();
    module.into()
}

/// An engine that can compute and nothing else. Every limit is set, because Rhai's own differ between
/// debug and release builds.
pub(crate) fn engine(libraries: impl IntoIterator<Item = Shared<Module>>) -> Engine {
    let mut engine = Engine::new_raw();
    for library in libraries {
        engine.register_global_module(library);
    }
    for word in ["eval", "import", "export", "print", "debug"] {
        engine.disable_symbol(word);
    }
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_max_call_levels(32)
        .set_max_expr_depths(64, 64)
        .set_max_string_size(TEXT_LIMIT)
        .set_max_array_size(LIST_LIMIT)
        .set_max_map_size(1_000)
        .set_max_functions(64)
        .set_max_variables(256);
    engine.on_progress(|_| {
        let left = FUEL.get();
        FUEL.set(left.saturating_sub(1));
        (left == 0).then_some(Dynamic::UNIT)
    });
    engine.on_print(|_| {});
    engine.on_debug(|_, _, _| {});
    engine
}
