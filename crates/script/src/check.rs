use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Engine, Expr, FnCallExpr, Ident, Position, Stmt};

use crate::api::describe::Registered;
use crate::api::finding::EDITS;
use crate::error::{Fault, unavailable};
use crate::header::{Looks, did_you_mean};

/// What the engine has registered, by name.
#[derive(Debug)]
pub(crate) struct Known {
    /// For each function, how many values it takes, the one before the dot included.
    pub(crate) functions: BTreeMap<String, BTreeSet<usize>>,
    properties: BTreeSet<String>,
    /// For each function, the types of the values that it takes, as often as it is registered.
    pub(crate) signatures: BTreeMap<String, Vec<Vec<TypeId>>>,
    /// The types of the API by their names.
    pub(crate) types: BTreeMap<&'static str, TypeId>,
}

/// Functions that are part of the language rather than of a library.
const OF_THE_LANGUAGE: &[&str] = &["Fn", "call", "curry", "type_of", "is_def_var", "is_def_fn", "is_shared"];

impl Known {
    pub(crate) fn of(engine: &Engine, registered: &Registered) -> Self {
        let named = engine.collect_fn_metadata(
            None,
            |function| {
                let known = function.metadata;
                Some((known.name.to_string(), known.num_params, known.param_types.to_vec()))
            },
            true,
        );
        let mut known = Self {
            functions: BTreeMap::new(),
            properties: BTreeSet::new(),
            signatures: BTreeMap::new(),
            types: registered.ids.iter().copied().collect(),
        };
        for (name, takes, types) in named {
            known.signatures.entry(name.clone()).or_default().push(types);
            match name.strip_prefix("get$") {
                Some(property) => {
                    known.properties.insert(property.to_owned());
                }
                None => {
                    known.functions.entry(name).or_default().insert(takes);
                }
            }
        }
        known
    }
}

/// The functions that the host calls, each with where it begins.
pub(crate) type Entries = BTreeMap<&'static str, Position>;

/// The functions that the host calls: their names, what each takes, and whether a rule has to have it.
const fn wanted(looks: Looks) -> &'static [(&'static str, &'static str, bool)] {
    match looks {
        Looks::Change | Looks::Statement | Looks::Migration => &[("check", "what the rule looks at", true)],
        Looks::History => &[
            ("conclude", "what was collected", true),
            ("collect", "a migration", false),
        ],
    }
}

/// Refuses what stands at the top of a script besides functions: these cannot read it.
pub(crate) fn beside_functions(ast: &AST) -> Result<(), Fault> {
    let Some(statement) = ast.statements().first() else {
        return Ok(());
    };
    let instead = match statement {
        Stmt::Var(parts, ..) => {
            let name = &parts.0.name;
            let called = name.to_lowercase();
            format!(
                "functions cannot read `{name}`: make it an option, or write `fn {called}() {{ … }}` and call `{called}()`"
            )
        }
        _ => "what is constant is an option, or what a function gives".to_owned(),
    };
    let message = format!("only functions stand at the top of a rule; {instead}");
    Err(Fault::new(statement.position(), message))
}

/// Checks that a script is functions and nothing else, those that the host calls among them.
pub(crate) fn shape(ast: &AST, looks: Looks) -> Result<Entries, Fault> {
    beside_functions(ast)?;
    let mut entries = Entries::new();
    for (entry, first, is_needed) in wanted(looks) {
        let mut functions = ast.iter_fn_def();
        let Some(found) = functions.find(|function| function.name == *entry) else {
            if *is_needed {
                return Err(missing(ast, entry));
            }
            continue;
        };
        let position = found.body.start_position();
        if found.params.len() != 3 {
            let message = format!("`{entry}` takes three values: {first}, its options, and the context");
            return Err(Fault::new(position, message));
        }
        entries.insert(entry, position);
    }
    Ok(entries)
}

fn missing(ast: &AST, entry: &str) -> Fault {
    let named: Vec<_> = ast.iter_fn_def().map(|function| function.name.to_string()).collect();
    let meant = did_you_mean(entry, named.iter().map(String::as_str));
    Fault::new(Position::new(1, 1), format!("the rule has no `fn {entry}(…)`{meant}"))
}

/// Whether a script offers fixes.
pub(crate) fn offers_fixes(ast: &AST) -> bool {
    let mut found = false;
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Expr(Expr::MethodCall(call, _))) = path.last() {
            found |= EDITS.contains(&(call.name.as_str(), call.args.len()));
        }
        !found
    });
    found
}

/// Checks that every function that a script calls and every property that it reads is there.
pub(crate) fn calls(ast: &AST, known: &Known, options: &toml::Table) -> Result<(), Fault> {
    let names = Names::of(ast, known, options);
    let mut fault = None;
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        let found = match path.last() {
            Some(ASTNode::Expr(expr)) => names.expr(expr),
            Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => names.function(call, *position, 0),
            Some(ASTNode::Stmt(Stmt::Share(captured))) => captured.iter().try_for_each(|(name, _)| in_use(name, path)),
            _ => Ok(()),
        };
        fault = found.err();
        fault.is_none()
    });
    fault.map_or(Ok(()), Err)
}

/// Rhai lends a variable to the whole of a chain that begins with it, so a function inside that chain cannot
/// read it: `list.all(|item| item == list.first)` fails when it runs.
fn in_use(captured: &Ident, path: &[ASTNode<'_>]) -> Result<(), Fault> {
    let begins_with_it = path.iter().any(|node| match node {
        ASTNode::Expr(Expr::Dot(chain, ..) | Expr::Index(chain, ..)) => {
            matches!(&chain.lhs, Expr::Variable(variable, ..) if variable.1 == captured.name)
        }
        _ => false,
    });
    if !begins_with_it {
        return Ok(());
    }
    let name = &captured.name;
    let message = format!(
        "`{name}` cannot be read by a function inside a chain that begins with `{name}`; name the list first: \
         `let items = {name}. …;`, then `items. …`"
    );
    Err(Fault::new(captured.pos, message))
}

/// Every name that a script may use.
struct Names<'a> {
    known: &'a Known,
    /// The script's own functions, with what they take.
    own: BTreeMap<String, BTreeSet<usize>>,
    /// What the script's own maps hold, and the options.
    keys: BTreeSet<String>,
}

impl<'a> Names<'a> {
    fn of(ast: &AST, known: &'a Known, options: &toml::Table) -> Self {
        let mut own: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for function in ast.iter_fn_def() {
            own.entry(function.name.to_string())
                .or_default()
                .insert(function.params.len());
        }
        let mut keys: BTreeSet<String> = BTreeSet::new();
        option_keys(options, &mut keys);
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            if let Some(ASTNode::Expr(Expr::Map(map, _))) = path.last() {
                keys.extend(map.0.iter().map(|(key, _)| key.name.to_string()));
            }
            true
        });
        Self { known, own, keys }
    }

    fn expr(&self, expr: &Expr) -> Result<(), Fault> {
        match expr {
            Expr::Property(property, position) => self.property(&property.2, *position),
            Expr::FnCall(call, position) => self.function(call, *position, 0),
            Expr::MethodCall(call, position) => self.function(call, *position, 1),
            _ => Ok(()),
        }
    }

    fn property(&self, name: &str, position: Position) -> Result<(), Fault> {
        if self.known.properties.contains(name) || self.keys.contains(name) {
            return Ok(());
        }
        if self.known.functions.contains_key(name) {
            let message = format!("`{name}` is a function: call it, as in `{name}(…)`");
            return Err(Fault::new(position, message));
        }
        let all = self.known.properties.iter().chain(&self.keys);
        let meant = did_you_mean(name, all.map(String::as_str));
        Err(Fault::new(position, format!("nothing has a property `{name}`{meant}")))
    }

    /// `before` is 1 for a call after a dot, whose first value stands before it.
    fn function(&self, call: &FnCallExpr, position: Position, before: usize) -> Result<(), Fault> {
        let name = call.name.as_str();
        let is_of_language = call.op_token.is_some() || OF_THE_LANGUAGE.contains(&name) || name.contains('$');
        let takes = call.args.len() + before;
        if is_of_language || !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            return Ok(());
        }
        if let Some(message) = unavailable(name) {
            return Err(Fault::new(position, message));
        }
        if self
            .own
            .get(name)
            .is_some_and(|counts| counts.contains(&takes) || counts.contains(&call.args.len()))
        {
            return Ok(());
        }
        let counts: BTreeSet<usize> = [&self.own, &self.known.functions]
            .iter()
            .filter_map(|functions| functions.get(name))
            .flatten()
            .copied()
            .collect();
        if counts.contains(&takes) {
            return Ok(());
        }
        if counts.is_empty() {
            let all = self.own.keys().chain(self.known.functions.keys());
            let meant = match self.known.properties.contains(name) {
                true => format!("; `{name}` is a property: leave the parentheses out"),
                false => did_you_mean(name, all.map(String::as_str)),
            };
            return Err(Fault::new(position, format!("there is no function `{name}`{meant}")));
        }
        let fitting: Vec<String> = counts
            .iter()
            .filter_map(|count| count.checked_sub(before))
            .map(|count| count.to_string())
            .collect();
        let noun = if fitting == ["1"] { "value" } else { "values" };
        let message = format!(
            "`{name}` takes {} {noun} here, not {}",
            fitting.join(" or "),
            call.args.len()
        );
        Err(Fault::new(position, message))
    }
}

fn option_keys(table: &toml::Table, keys: &mut BTreeSet<String>) {
    for (key, value) in table {
        keys.insert(key.clone());
        if let toml::Value::Table(inner) = value {
            option_keys(inner, keys);
        }
    }
}
