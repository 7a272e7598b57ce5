use std::cell::Cell;
use std::time::Duration;

use cpu_time::ThreadTime;
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, Module, OptimizationLevel, Shared};

use crate::ordering;

/// The longest text a script may make, in bytes.
pub(crate) const TEXT_LIMIT: usize = 64 * 1024;
/// The longest list a script may make.
const LIST_LIMIT: usize = 10_000;

/// How much slower this build is than a released one, at most.
const SLOWNESS: u32 = if cfg!(debug_assertions) { 8 } else { 1 };
/// How much of a processor's time a call may take for each of its steps, where they are long ones: a list of 10,000 items
/// copied again and again. A step that computes takes a tenth of that, so that such a rule runs out of steps before.
const TIME_PER_STEP: Duration = Duration::from_nanos(1000 * SLOWNESS as u64);
/// How much any call may take.
const LEAST_TIME: Duration = Duration::from_millis(300);
/// How much it may take at all, of however large a migration.
const MOST_TIME: Duration = Duration::from_millis(700 * SLOWNESS as u64);
/// How much a call may take that only shows where it ends.
const BRIEF_TIME: Duration = Duration::from_millis(100 * SLOWNESS as u64);
/// After how many steps the clock is looked at.
const STEPS_PER_LOOK: u32 = 512;

thread_local! {
    /// The steps that the call at hand may still take. `max_operations` counts anew in every closure
    /// that a native function calls, so steps are counted here.
    static FUEL: Cell<u64> = const { Cell::new(0) };
    /// The steps that it was given.
    static GIVEN: Cell<u64> = const { Cell::new(0) };
    /// The steps since the clock was looked at.
    static SINCE_LOOK: Cell<u32> = const { Cell::new(0) };
    /// When it was first looked at in this call, as this thread's processor time.
    static FIRST_LOOK: Cell<Option<Duration>> = const { Cell::new(None) };
    /// How much time the call at hand may take.
    static TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Gives the next call its steps.
pub(crate) fn refuel(steps: u64) {
    FUEL.set(steps);
    GIVEN.set(steps);
    SINCE_LOOK.set(0);
    FIRST_LOOK.set(None);
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    TIME.set(TIME_PER_STEP.saturating_mul(steps).clamp(LEAST_TIME, MOST_TIME));
}

/// The steps that the call at hand was given.
pub(crate) fn given_steps() -> u64 {
    GIVEN.get()
}

/// Does something that is not the script's own work: the call at hand has as many steps and as much time left as before.
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    let kept = (FUEL.get(), GIVEN.get(), SINCE_LOOK.get(), FIRST_LOOK.get(), TIME.get());
    let done = work();
    FUEL.set(kept.0);
    GIVEN.set(kept.1);
    SINCE_LOOK.set(kept.2);
    FIRST_LOOK.set(kept.3);
    TIME.set(kept.4);
    done
}

/// Gives a call that is made to see where it ends its steps, and little time.
pub(crate) fn refuel_briefly(steps: u64) {
    refuel(steps);
    TIME.set(BRIEF_TIME);
}

/// Takes one step; whether the call has to end.
fn step() -> bool {
    let left = FUEL.get();
    FUEL.set(left.saturating_sub(1));
    let since = SINCE_LOOK.get() + 1;
    if since < STEPS_PER_LOOK {
        SINCE_LOOK.set(since);
        return left == 0;
    }
    SINCE_LOOK.set(0);
    left == 0 || took_too_long()
}

/// The processor's time of this thread, so that a busy machine makes no difference.
fn took_too_long() -> bool {
    let now = ThreadTime::now().as_duration();
    let Some(first) = FIRST_LOOK.get() else {
        FIRST_LOOK.set(Some(now));
        return false;
    };
    now.saturating_sub(first) > TIME.get()
}

/// Takes steps for work that the host does in one of them.
pub(crate) fn spend(steps: u64) {
    FUEL.set(FUEL.get().saturating_sub(steps));
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
    ordering::register(&mut module);
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
    engine.on_progress(|_| step().then_some(Dynamic::UNIT));
    engine.on_print(|_| {});
    engine.on_debug(|_, _, _| {});
    engine
}
