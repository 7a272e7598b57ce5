//! What a script asks of values whose type is known: the host gives `check` typed values, and the API says what each
//! property and function gives. Where a type is not known for certain, nothing is said.

mod comparison;
mod function;
mod members;
mod ty;

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTFlags, Expr, FnCallExpr, Ident, Stmt};

use crate::check::Known;
use crate::error::Fault;
use crate::header::Looks;
use crate::reference::entry_points;

use function::{changed_in, is_anonymous, pointed_at};
use members::Members;

pub(crate) use function::Function;
use ty::Ty;

/// How often calls of the script's own functions are followed.
const ROUNDS: usize = 4;

/// Checks what a script asks of values whose type is known.
pub(crate) fn check(ast: &AST, known: &Known, looks: Looks, options: &toml::Table) -> Result<(), Fault> {
    let functions: BTreeMap<String, Function> = ast
        .iter_fn_def()
        .map(|function| (function.name.to_string(), Function::of(ast, function)))
        .collect();
    let members = Members::new(known, options, ast);
    let mut takes = entry_types(looks);
    let pointed = pointed_at(ast);
    let mut shared = BTreeSet::new();
    for (_, closure) in functions.iter().filter(|(name, _)| is_anonymous(name)) {
        closure
            .body
            .iter()
            .for_each(|statement| changed_in(statement, &mut shared));
    }
    for round in 0..=ROUNDS {
        let is_last = round == ROUNDS;
        let mut reader = Reader {
            functions: &functions,
            members: &members,
            shared: &shared,
            calls: BTreeMap::new(),
            scopes: Vec::new(),
            changed: BTreeSet::new(),
            fault: None,
        };
        for (name, function) in functions.iter().filter(|(name, _)| !is_anonymous(name)) {
            let given = takes.get(name).filter(|given| given.len() == function.params.len());
            let unknown = vec![Ty::Unknown; function.params.len()];
            reader.function(function, given.unwrap_or(&unknown), &[]);
        }
        if is_last {
            return reader.fault.map_or(Ok(()), Err);
        }
        // What the script's own functions are called with, as far as all calls agree.
        takes = entry_types(looks);
        let own = reader.calls.into_iter();
        takes.extend(own.filter(|(name, _)| !pointed.contains(name)));
    }
    Ok(())
}

/// What the host calls, and with what.
fn entry_types(looks: Looks) -> BTreeMap<String, Vec<Ty>> {
    let wanted = match looks {
        Looks::Change => "Change",
        Looks::Statement => "Statement",
        Looks::Migration => "Migration",
        Looks::History => "[Collected]",
    };
    let is_wanted = |first: &str| first == wanted || (looks == Looks::History && first == "Migration");
    let entries = entry_points().iter().filter(|entry| {
        let is_of_history = entry.on.contains("history");
        entry.takes.first().is_some_and(|first| is_wanted(first)) && is_of_history == (looks == Looks::History)
    });
    let named = entries.map(|entry| {
        let name = entry.function.split('(').next().unwrap_or_default();
        let types = entry.takes.iter().map(|name| Ty::named(name)).collect();
        (name.to_owned(), types)
    });
    named.collect()
}

struct Reader<'a> {
    functions: &'a BTreeMap<String, Function>,
    members: &'a Members<'a>,
    /// Variables that functions written where they are used give other values.
    shared: &'a BTreeSet<String>,
    /// What the script's own functions are called with.
    calls: BTreeMap<String, Vec<Ty>>,
    scopes: Vec<BTreeMap<String, Ty>>,
    /// Variables of the function at hand that are given other values later.
    changed: BTreeSet<String>,
    fault: Option<Fault>,
}

impl Reader<'_> {
    /// Reads a function whose first parameters are captured variables.
    fn function(&mut self, function: &Function, given: &[Ty], captured: &[Ty]) {
        let types = captured.iter().chain(given);
        let scope = function.params.iter().cloned().zip(types.cloned());
        let scopes = std::mem::replace(&mut self.scopes, vec![scope.collect()]);
        let changed = std::mem::take(&mut self.changed);
        for statement in &function.body {
            changed_in(statement, &mut self.changed);
        }
        self.statements(&function.body);
        self.scopes = scopes;
        self.changed = changed;
    }

    fn statements(&mut self, statements: &[Stmt]) {
        self.scopes.push(BTreeMap::new());
        for statement in statements {
            self.statement(statement);
        }
        self.scopes.pop();
    }

    fn bind(&mut self, name: &Ident, ty: Ty) {
        let ty = if self.changed.contains(name.name.as_str()) {
            Ty::Unknown
        } else {
            ty
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.name.to_string(), ty);
        }
    }

    fn variable(&self, name: &str) -> Ty {
        if self.changed.contains(name) || self.shared.contains(name) {
            return Ty::Unknown;
        }
        let found = self.scopes.iter().rev().find_map(|scope| scope.get(name));
        found.cloned().unwrap_or(Ty::Unknown)
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expr(&flow.expr);
                self.statements(flow.body.statements());
                self.statements(flow.branch.statements());
            }
            Stmt::For(parts, _) => {
                let (variable, counter, flow) = &**parts;
                let items = self.expr(&flow.expr).item();
                self.scopes.push(BTreeMap::new());
                self.bind(variable, items);
                if let Some(counter) = counter {
                    self.bind(counter, Ty::Int);
                }
                self.statements(flow.body.statements());
                self.scopes.pop();
            }
            Stmt::Switch(parts, _) => {
                let (value, cases) = &**parts;
                let ty = self.expr(value);
                self.switched(&ty, value.position(), cases);
                for case in &cases.expressions {
                    self.expr(&case.lhs);
                    self.expr(&case.rhs);
                }
            }
            Stmt::Var(parts, ..) => {
                let ty = self.expr(&parts.1);
                self.bind(&parts.0, ty);
            }
            Stmt::Assignment(parts) => {
                self.expr(&parts.1.rhs);
                self.target(&parts.1.lhs);
            }
            Stmt::TryCatch(flow, _) => {
                self.statements(flow.body.statements());
                self.scopes.push(BTreeMap::new());
                self.statements(flow.branch.statements());
                self.scopes.pop();
            }
            Stmt::FnCall(call, _) => {
                self.call(call);
            }
            Stmt::Block(block) => self.statements(block.statements()),
            Stmt::Expr(expr) => {
                self.expr(expr);
            }
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => {
                self.expr(expr);
            }
            _ => {}
        }
    }

    /// What stands before `=`: a property of what the API gives cannot be set.
    fn target(&mut self, expr: &Expr) {
        let Expr::Dot(chain, ..) = expr else {
            self.expr(expr);
            return;
        };
        let base = self.expr(&chain.lhs);
        if let (Ty::Api(name), Expr::Property(property, position)) = (base.bare(), &chain.rhs) {
            let message = format!(
                "`{}` of `{name}` cannot be set: what the API gives is only read",
                property.2
            );
            self.fail(Fault::new(*position, message));
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn expr(&mut self, expr: &Expr) -> Ty {
        match expr {
            Expr::Variable(variable, ..) => self.variable(&variable.1),
            Expr::StringConstant(..) => Ty::Text,
            Expr::IntegerConstant(..) => Ty::Int,
            Expr::BoolConstant(..) => Ty::Flag,
            Expr::InterpolatedString(parts, _) => {
                parts.iter().for_each(|part| _ = self.expr(part));
                Ty::Text
            }
            Expr::Array(items, _) => {
                items.iter().for_each(|item| _ = self.expr(item));
                Ty::Array
            }
            Expr::Map(entries, _) => {
                entries.0.iter().for_each(|(_, value)| _ = self.expr(value));
                Ty::Unknown
            }
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                parts.iter().for_each(|part| _ = self.expr(part));
                Ty::Flag
            }
            Expr::Coalesce(parts, _) => self.coalesce(parts),
            Expr::Stmt(block) => {
                self.statements(block.statements());
                Ty::Unknown
            }
            Expr::FnCall(call, _) => self.call(call),
            Expr::Dot(chain, ..) => {
                let base = self.expr(&chain.lhs);
                self.follow(&base, &chain.rhs)
            }
            Expr::Index(chain, flags, _) => {
                let base = self.expr(&chain.lhs);
                self.index(&base, &chain.rhs, *flags)
            }
            Expr::DynamicConstant(..) => {
                self.closure(expr, &Ty::Unknown);
                Ty::Unknown
            }
            _ => Ty::Unknown,
        }
    }

    /// `change.table ?? return`: the first, where it is there.
    fn coalesce(&mut self, parts: &[Expr]) -> Ty {
        let Some((first, others)) = parts.split_first() else {
            return Ty::Unknown;
        };
        let first = self.expr(first);
        let mut are_alike = true;
        for other in others {
            let leaves = matches!(other, Expr::Stmt(block) if block.statements().iter().any(is_exit));
            let ty = self.expr(other);
            are_alike &= leaves || ty.bare() == first.bare();
        }
        if are_alike { first.bare().clone() } else { Ty::Unknown }
    }

    fn follow(&mut self, base: &Ty, rest: &Expr) -> Ty {
        match rest {
            Expr::Property(property, position) => match self.members.property(base, &property.2, *position) {
                Ok(ty) => ty,
                Err(fault) => {
                    self.fail(fault);
                    Ty::Unknown
                }
            },
            Expr::MethodCall(call, position) => self.method(base, call, *position),
            Expr::Dot(chain, ..) => {
                let base = self.follow(base, &chain.lhs);
                self.follow(&base, &chain.rhs)
            }
            Expr::Index(chain, flags, _) => {
                let base = self.follow(base, &chain.lhs);
                self.index(&base, &chain.rhs, *flags)
            }
            _ => Ty::Unknown,
        }
    }

    /// `rest` is the index, or begins with it where the chain goes on behind it.
    fn index(&mut self, base: &Ty, rest: &Expr, flags: ASTFlags) -> Ty {
        let item = base.item();
        if flags.contains(ASTFlags::BREAK) {
            self.expr(rest);
            return item;
        }
        match rest {
            Expr::Dot(chain, ..) => {
                self.expr(&chain.lhs);
                self.follow(&item, &chain.rhs)
            }
            Expr::Index(chain, flags, _) => {
                self.expr(&chain.lhs);
                self.index(&item, &chain.rhs, *flags)
            }
            _ => {
                self.expr(rest);
                item
            }
        }
    }

    fn method(&mut self, base: &Ty, call: &FnCallExpr, position: rhai::Position) -> Ty {
        let item = base.item();
        let mut given = Vec::new();
        for argument in &call.args {
            let is_closure = self.closure(argument, &item);
            given.push(if is_closure { Ty::Unknown } else { self.expr(argument) });
        }
        match self.members.function(base, &call.name, &given, position) {
            Ok(ty) => ty,
            Err(fault) => {
                self.fail(fault);
                Ty::Unknown
            }
        }
    }

    fn call(&mut self, call: &FnCallExpr) -> Ty {
        let given: Vec<Ty> = call
            .args
            .iter()
            .map(|argument| {
                if self.closure(argument, &Ty::Unknown) {
                    Ty::Unknown
                } else {
                    self.expr(argument)
                }
            })
            .collect();
        let is_own = self.functions.get(call.name.as_str());
        if is_own.is_some_and(|function| function.params.len() == given.len()) {
            self.note(&call.name, given);
            return Ty::Unknown;
        }
        self.compared(call, &given);
        match call.name.as_str() {
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "!" | "in" => Ty::Flag,
            "+" if given.iter().any(|ty| matches!(ty, Ty::Text | Ty::Word(_))) => Ty::Text,
            _ => Ty::Unknown,
        }
    }

    /// Calls of one function with different types leave them unknown.
    fn note(&mut self, name: &str, given: Vec<Ty>) {
        let Some(known) = self.calls.get_mut(name) else {
            self.calls.insert(name.to_owned(), given);
            return;
        };
        for (known, given) in known.iter_mut().zip(given) {
            if *known != given {
                *known = Ty::Unknown;
            }
        }
    }

    /// Reads a function that is written where it is used: `|item| …`. Whether it is one.
    fn closure(&mut self, expr: &Expr, item: &Ty) -> bool {
        let (pointer, captured): (&Expr, Vec<Ty>) = match expr {
            Expr::DynamicConstant(..) => (expr, Vec::new()),
            Expr::FnCall(call, _) if call.name == "curry" => match call.args.split_first() {
                Some((pointer, captured)) => (pointer, captured.iter().map(|part| self.expr(part)).collect()),
                None => return false,
            },
            Expr::Stmt(block) => {
                let inner = block.statements().iter().find_map(|statement| match statement {
                    Stmt::Expr(expr) => Some(&**expr),
                    _ => None,
                });
                let is_share = block
                    .statements()
                    .iter()
                    .any(|statement| matches!(statement, Stmt::Share(_)));
                return is_share && inner.is_some_and(|inner| self.closure(inner, item));
            }
            _ => return false,
        };
        let Expr::DynamicConstant(value, _) = pointer else {
            return false;
        };
        let Some(pointer) = value.clone().try_cast::<rhai::FnPtr>() else {
            return false;
        };
        let functions = self.functions;
        if let Some(function) = functions
            .get(pointer.fn_name())
            .filter(|_| is_anonymous(pointer.fn_name()))
        {
            let own = function.params.len().saturating_sub(captured.len());
            let given: Vec<Ty> = (0..own)
                .map(|at| if at == 0 { item.clone() } else { Ty::Unknown })
                .collect();
            self.function(function, &given, &captured);
        }
        true
    }
}

/// Whether the call ends here.
fn is_exit(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Return(..) | Stmt::BreakLoop(..))
}
