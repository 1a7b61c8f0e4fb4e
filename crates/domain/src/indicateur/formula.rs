//! A formula: read once, evaluated over figures, said in French.

use std::{collections::BTreeSet, fmt};

use super::{
    figure, parser,
    value::{Missing, Value},
};

/// Longest formula, signs.
pub const MOST_SIGNS: usize = 400;
/// Deepest formula: parentheses, signs before a term and functions inside one another.
pub const MOST_DEPTH: usize = 20;

/// A formula that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    pub(super) tree: Tree,
}

/// What a formula says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    Number(Value),
    Figure(&'static str),
    Opposite(Box<Tree>),
    Two(Sign, Box<Tree>, Box<Tree>),
    Call(Function, Box<Tree>, Box<Tree>),
}

/// An operation between two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
}

/// A function of two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// `part(a; b)`: a in percent of b.
    Part,
    /// `moins(a; b)`: the smaller.
    Least,
    /// `plus(a; b)`: the larger.
    Most,
}

/// Why a text is no formula, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("colonne {column} : {reason}")]
pub struct FormulaError {
    /// Column, from 1.
    pub column: usize,
    /// Why.
    pub reason: Reason,
}

/// Why a text is no formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There is nothing.
    Empty,
    /// There is too much.
    Long,
    /// It goes too deep.
    Deep,
    /// This sign has no place in a formula.
    Sign(char),
    /// A number that cannot be read.
    Number,
    /// No figure or function has this name.
    Name(String),
    /// A number, a figure or a parenthesis is expected here.
    Term,
    /// This word is expected here.
    Expected(char),
    /// The formula should be over here.
    After,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("la formule est vide"),
            Self::Long => write!(f, "la formule a plus de {MOST_SIGNS} signes"),
            Self::Deep => f.write_str("la formule a trop de parenthèses"),
            Self::Sign(sign) => write!(f, "« {sign} » n’a pas de sens ici"),
            Self::Number => f.write_str("ce nombre ne se lit pas"),
            Self::Name(name) => write!(f, "« {name} » n’est pas un chiffre connu"),
            Self::Term => f.write_str("il manque un nombre, un chiffre ou une parenthèse"),
            Self::Expected(sign) => write!(f, "il manque « {sign} »"),
            Self::After => f.write_str("la formule devrait finir ici"),
        }
    }
}

impl FormulaError {
    /// At an index of the signs, from 0.
    pub(super) fn at(index: usize, reason: Reason) -> Self {
        Self {
            column: index + 1,
            reason,
        }
    }
}

impl Function {
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name {
            "part" => Some(Self::Part),
            "moins" => Some(Self::Least),
            "plus" => Some(Self::Most),
            _ => None,
        }
    }

    fn call(self, a: Value, b: Value) -> Result<Value, Missing> {
        let is_less = a.partial_cmp(&b).ok_or(Missing::TooLarge)?.is_lt();
        match self {
            Self::Part => a.times(Value::whole(100))?.over(b),
            Self::Least => Ok(if is_less { a } else { b }),
            Self::Most => Ok(if is_less { b } else { a }),
        }
    }
}

impl Formula {
    /// Reads a text.
    ///
    /// # Errors
    /// The first thing that does not fit, with its column.
    pub fn read(text: &str) -> Result<Self, FormulaError> {
        parser::read(text).map(|tree| Self { tree })
    }

    /// Its value over figures, by name.
    ///
    /// # Errors
    /// Why there is none.
    pub fn value(&self, figure: &dyn Fn(&str) -> Option<Value>) -> Result<Value, Missing> {
        value(&self.tree, figure)
    }

    /// Names of the figures that it asks for.
    pub fn figures(&self) -> BTreeSet<&'static str> {
        let mut names = BTreeSet::new();
        gather(&self.tree, &mut names);
        names
    }

    /// The formula in French: « demandes résolues en pourcentage de demandes ».
    pub fn french(&self) -> String {
        french(&self.tree, 0)
    }
}

fn value(tree: &Tree, figure: &dyn Fn(&str) -> Option<Value>) -> Result<Value, Missing> {
    match tree {
        Tree::Number(number) => Ok(*number),
        Tree::Figure(name) => figure(name).ok_or_else(|| Missing::Figure((*name).to_owned())),
        Tree::Opposite(one) => Ok(value(one, figure)?.opposite()),
        Tree::Call(function, a, b) => function.call(value(a, figure)?, value(b, figure)?),
        Tree::Two(sign, a, b) => {
            let (a, b) = (value(a, figure)?, value(b, figure)?);
            match sign {
                Sign::Plus => a.plus(b),
                Sign::Minus => a.plus(b.opposite()),
                Sign::Times => a.times(b),
                Sign::Over => a.over(b),
            }
        }
    }
}

fn gather(tree: &Tree, names: &mut BTreeSet<&'static str>) {
    match tree {
        Tree::Number(_) => {}
        Tree::Figure(name) => {
            names.insert(name);
        }
        Tree::Opposite(one) => gather(one, names),
        Tree::Two(_, a, b) | Tree::Call(_, a, b) => {
            gather(a, names);
            gather(b, names);
        }
    }
}

/// `within`: how strongly what stands around holds its terms.
fn french(tree: &Tree, within: u8) -> String {
    let (text, strength) = match tree {
        Tree::Number(number) => (number.to_string(), 3),
        Tree::Figure(name) => (figure::label(name).to_owned(), 3),
        Tree::Opposite(one) => (format!("− {}", french(one, 3)), 1),
        Tree::Two(sign, a, b) => {
            let (word, strength) = match sign {
                Sign::Plus => ("+", 1),
                Sign::Minus => ("−", 1),
                Sign::Times => ("×", 2),
                Sign::Over => ("÷", 2),
            };
            let (a, b) = (french(a, strength), french(b, strength + 1));
            (format!("{a} {word} {b}"), strength)
        }
        Tree::Call(function, a, b) => {
            let (a, b) = (french(a, 1), french(b, 1));
            match function {
                Function::Part => (format!("{a}, en pourcentage de {b}"), 0),
                Function::Least => (format!("le plus petit de : {a} ; {b}"), 0),
                Function::Most => (format!("le plus grand de : {a} ; {b}"), 0),
            }
        }
    };
    if strength < within {
        format!("({text})")
    } else {
        text
    }
}
