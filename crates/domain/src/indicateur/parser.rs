//! From the words of a formula to what it says. One pass, bounded in depth.

use super::{
    figure,
    formula::{FormulaError, Function, MOST_DEPTH, MOST_SIGNS, Reason, Sign, Tree},
    lexer::{Placed, Token, words},
};

struct Parser {
    words: Vec<Placed>,
    at: usize,
    depth: usize,
    /// Column just after the text.
    end: usize,
}

/// Reads a formula whole.
pub(super) fn read(text: &str) -> Result<Tree, FormulaError> {
    let length = text.chars().count();
    if length > MOST_SIGNS {
        return Err(FormulaError::at(MOST_SIGNS, Reason::Long));
    }
    let words = words(text)?;
    if words.is_empty() {
        return Err(FormulaError::at(0, Reason::Empty));
    }
    let mut parser = Parser {
        words,
        at: 0,
        depth: 0,
        end: length + 1,
    };
    let tree = parser.sum()?;
    match parser.words.get(parser.at) {
        None => Ok(tree),
        Some((_, column)) => Err(error(*column, Reason::After)),
    }
}

fn error(column: usize, reason: Reason) -> FormulaError {
    FormulaError { column, reason }
}

impl Parser {
    /// Takes one of these signs when it is next.
    fn sign(&mut self, wanted: &[(char, Sign)]) -> Option<Sign> {
        let (Token::Sign(next), _) = self.words.get(self.at)? else {
            return None;
        };
        let found = wanted.iter().find(|(sign, _)| sign == next)?.1;
        self.at += 1;
        Some(found)
    }

    fn expect(&mut self, wanted: char) -> Result<(), FormulaError> {
        match self.words.get(self.at) {
            Some((Token::Sign(sign), _)) if *sign == wanted => {
                self.at += 1;
                Ok(())
            }
            other => {
                let column = other.map_or(self.end, |(_, column)| *column);
                Err(error(column, Reason::Expected(wanted)))
            }
        }
    }

    fn sum(&mut self) -> Result<Tree, FormulaError> {
        let mut tree = self.product()?;
        while let Some(sign) = self.sign(&[('+', Sign::Plus), ('-', Sign::Minus)]) {
            tree = Tree::Two(sign, Box::new(tree), Box::new(self.product()?));
        }
        Ok(tree)
    }

    fn product(&mut self) -> Result<Tree, FormulaError> {
        let mut tree = self.term()?;
        while let Some(sign) = self.sign(&[('*', Sign::Times), ('/', Sign::Over)]) {
            tree = Tree::Two(sign, Box::new(tree), Box::new(self.term()?));
        }
        Ok(tree)
    }

    fn term(&mut self) -> Result<Tree, FormulaError> {
        let Some((token, column)) = self.words.get(self.at).cloned() else {
            return Err(error(self.end, Reason::Term));
        };
        self.at += 1;
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(error(column, Reason::Deep));
        }
        let tree = match token {
            Token::Number(number) => Tree::Number(number),
            Token::Name(name) => self.named(&name, column)?,
            Token::Sign('(') => {
                let inside = self.sum()?;
                self.expect(')')?;
                inside
            }
            Token::Sign('-') => Tree::Opposite(Box::new(self.term()?)),
            Token::Sign(_) => return Err(error(column, Reason::Term)),
        };
        self.depth -= 1;
        Ok(tree)
    }

    /// A figure, or a function when a parenthesis follows.
    fn named(&mut self, name: &str, column: usize) -> Result<Tree, FormulaError> {
        let is_call = matches!(self.words.get(self.at), Some((Token::Sign('('), _)));
        if is_call {
            let function = Function::of_name(name);
            let function = function.ok_or_else(|| error(column, Reason::Name(name.to_owned())))?;
            self.at += 1;
            let first = self.sum()?;
            self.expect(';')?;
            let second = self.sum()?;
            self.expect(')')?;
            return Ok(Tree::Call(function, Box::new(first), Box::new(second)));
        }
        let known = figure::known(name);
        let known = known.ok_or_else(|| error(column, Reason::Name(name.to_owned())))?;
        Ok(Tree::Figure(known))
    }
}
