//! Licence expressions of SPDX 2.3, annex D: names joined by AND and OR (AND binds tighter), parentheses,
//! `NAME WITH EXCEPTION` as a name of its own. The old `MIT/Apache-2.0` means OR.

#[cfg(test)]
mod tests;

/// Whether the licences that `allowed` accepts are enough for `expression`.
pub(crate) fn satisfied(expression: &str, allowed: impl Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut reader = Reader { words: spaced.split_whitespace().collect(), at: 0, allowed };
    let result = reader.alternatives()?;
    match reader.peek() {
        None => Ok(result),
        Some(word) => Err(format!("`{word}` is unexpected")),
    }
}

struct Reader<'a, F> {
    words: Vec<&'a str>,
    at: usize,
    allowed: F,
}

impl<'a, F: Fn(&str) -> bool> Reader<'a, F> {
    fn alternatives(&mut self) -> Result<bool, String> {
        let mut result = self.conjunction()?;
        while self.take("OR") {
            result |= self.conjunction()?;
        }
        Ok(result)
    }

    fn conjunction(&mut self) -> Result<bool, String> {
        let mut result = self.licence()?;
        while self.take("AND") {
            result &= self.licence()?;
        }
        Ok(result)
    }

    fn licence(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let result = self.alternatives()?;
            return if self.take(")") { Ok(result) } else { Err("`)` is missing".to_owned()) };
        }
        let name = self.name()?;
        if self.take("WITH") {
            let exception = self.name()?;
            return Ok((self.allowed)(&format!("{name} WITH {exception}")));
        }
        Ok((self.allowed)(name))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        let word = self.peek().ok_or("it ends too early")?;
        if matches!(word, "(" | ")" | "AND" | "OR" | "WITH") {
            return Err(format!("`{word}` stands where a licence should"));
        }
        self.at += 1;
        Ok(word)
    }

    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }
}
