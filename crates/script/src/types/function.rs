use std::collections::BTreeSet;

use rhai::{AST, ASTNode, Expr, ScriptFuncDef, Stmt};

/// The script's own functions that are passed on as values: what they are called with is not known.
pub(super) fn pointed_at(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        match path.last() {
            Some(ASTNode::Expr(Expr::DynamicConstant(value, _))) => {
                let pointer = value.clone().try_cast::<rhai::FnPtr>();
                names.extend(pointer.map(|pointer| pointer.fn_name().to_owned()));
            }
            Some(ASTNode::Expr(Expr::StringConstant(text, _))) => {
                names.insert(text.to_string());
            }
            _ => {}
        }
        true
    });
    names
}

pub(super) fn is_anonymous(name: &str) -> bool {
    name.starts_with("anon$")
}

/// A function of the script.
pub(crate) struct Function {
    pub(crate) params: Vec<String>,
    pub(crate) body: Vec<Stmt>,
}

impl Function {
    pub(crate) fn of(ast: &AST, function: &ScriptFuncDef) -> Self {
        let count = function.params.len();
        // Rhai does not name the type of a body; a walk of this function alone shows its statements.
        let mut alone = ast.clone();
        alone.retain_functions(|_, _, name, takes| name == function.name && takes == count);
        let mut body = Vec::new();
        alone.walk(&mut |path: &[ASTNode<'_>]| {
            if let [ASTNode::Stmt(statement)] = path {
                body.push((*statement).clone());
            }
            true
        });
        Self {
            params: function.params.iter().map(ToString::to_string).collect(),
            body,
        }
    }
}

/// The variables that are given other values in a statement or inside it.
pub(super) fn changed_in(statement: &Stmt, changed: &mut BTreeSet<String>) {
    statement.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Stmt(Stmt::Assignment(parts))) = path.last()
            && let Expr::Variable(variable, ..) = &parts.1.lhs
        {
            changed.insert(variable.1.to_string());
        }
        true
    });
}
