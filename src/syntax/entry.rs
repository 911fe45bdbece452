//! The part of the check that reads values, properties and types.

use super::check::{Check, Checked};
use super::lex::{Flaw, Kind};
use super::mistake::{Mistake, What};
use super::word::{Class, classify};

impl Check<'_> {
    /// Reads a value or a property.
    pub(super) fn entry(&mut self, is_past_block: bool) -> Checked {
        if is_past_block {
            return Err(self.mistake(What::AfterBlock));
        }
        let has_type = self.annotation()?;
        let key = self.at;
        match self.equals_at(key + 1).filter(|_| !has_type) {
            Some(equals) if matches!(self.kind(), Some(Kind::Word | Kind::Text)) => {
                self.key(equals)?;
                self.at = equals + 1;
                self.skip_spaces();
                self.annotation()?;
                self.property_value(key, equals)?;
            }
            _ => self.argument()?,
        }
        match self.equals_at(self.at) {
            Some(equals) => Err(Mistake::at(self.source, What::StrayEquals, equals)),
            None => Ok(()),
        }
    }

    fn key(&self, equals: usize) -> Checked {
        if self.kind() == Some(Kind::Text) {
            return Ok(());
        }
        let word = self.source.word(self.at);
        match classify(word) {
            Class::Reserved => Err(self.mistake(What::Reserved)),
            Class::Number | Class::NotNumber => Err(self.mistake(What::KeyNotText)),
            Class::Name if is_comparison(word) => Err(self.comparison(equals + 1)),
            Class::Name => Ok(()),
        }
    }

    fn property_value(&mut self, key: usize, equals: usize) -> Checked {
        let over = |what, end: usize| Err(Mistake::over(self.source, what, &(key..end)));
        match self.kind() {
            Some(Kind::Equals) => {
                let value = self.value_after(self.at + 1);
                return over(What::DoubleEquals, value.map_or(self.at + 1, |value| self.chunk_end(value)));
            }
            Some(Kind::Slashdash) => return Err(self.mistake(What::MisplacedSlashdash)),
            Some(Kind::Word | Kind::Text | Kind::Keyword | Kind::Flawed(_)) => {}
            _ => return over(What::NoValue, equals + 1),
        }
        let word = self.source.word(self.at);
        if self.kind() == Some(Kind::Word) && classify(word) == Class::Name && word.ends_with(',') {
            return Err(self.mistake(What::Comma));
        }
        self.value()
    }

    fn argument(&mut self) -> Checked {
        let word = self.source.word(self.at);
        if self.kind() == Some(Kind::Word) && classify(word) == Class::Name && !self.is_unquoted() {
            if word.contains(',') {
                return Err(self.mistake(What::Comma));
            }
            if word.ends_with(':') {
                return Err(self.colon());
            }
            if is_comparison(word) && self.value_after(self.at + 1).is_some() {
                return Err(self.comparison(self.at + 1));
            }
        }
        self.value()
    }

    fn value(&mut self) -> Checked {
        match self.kind() {
            Some(Kind::Word) => self.value_word()?,
            Some(Kind::Text | Kind::Keyword) => {}
            Some(Kind::Flawed(Flaw::Stray)) => return Err(self.stray()),
            Some(Kind::Flawed(flaw)) => return Err(self.mistake(What::Flawed(flaw))),
            Some(Kind::CloseParenthesis) => return Err(self.mistake(What::StrayParenthesis)),
            Some(Kind::Equals) => return Err(self.mistake(What::StrayEquals)),
            _ => return Err(self.mistake(What::Annotation)),
        }
        self.end_of_value()
    }

    fn value_word(&self) -> Checked {
        if self.is_unquoted() {
            return Err(self.unquoted());
        }
        let word = self.source.word(self.at);
        match classify(word) {
            Class::Name | Class::Number => Ok(()),
            Class::Reserved => Err(self.mistake(What::Reserved)),
            Class::NotNumber if classify(word.trim_end_matches(',')) == Class::Number => {
                Err(self.mistake(What::Comma))
            }
            Class::NotNumber => Err(self.mistake(What::Number)),
        }
    }

    /// Steps over a value, after which there has to be a space or a mark.
    pub(super) fn end_of_value(&mut self) -> Checked {
        if self.is_unquoted() {
            return Err(self.unquoted());
        }
        let value = self.at;
        self.at += 1;
        let what = match self.kind() {
            Some(Kind::Flawed(flaw)) if flaw != Flaw::Stray => return Err(self.mistake(What::Flawed(flaw))),
            Some(Kind::Slashdash) => return Err(self.mistake(What::TightSlashdash)),
            Some(Kind::Word) if self.source.word(self.at).starts_with(',') => {
                return Err(self.mistake(What::Comma));
            }
            Some(Kind::Word) if self.source.word(self.at).starts_with(':') => What::Colon,
            Some(Kind::Text) if self.source.word(value) == "r" => What::OldRawText,
            Some(Kind::Word | Kind::Text | Kind::Keyword | Kind::OpenParenthesis | Kind::Flawed(_)) => {
                What::NoSpace
            }
            _ => return Ok(()),
        };
        Err(Mistake::over(self.source, what, &(value..self.at + 1)))
    }

    /// Reads a `(type)`; whether there was one.
    ///
    /// It is no part of the language, but that is said where it does no harm to what is around it.
    pub(super) fn annotation(&mut self) -> Checked<bool> {
        let open = self.at;
        if self.kind() != Some(Kind::OpenParenthesis) {
            return Ok(false);
        }
        self.at += 1;
        self.skip_spaces();
        let is_text = match self.kind() {
            Some(Kind::Word) => classify(self.source.word(self.at)) == Class::Name,
            kind => kind == Some(Kind::Text),
        };
        self.at += usize::from(is_text);
        self.skip_spaces();
        if !is_text || self.kind() != Some(Kind::CloseParenthesis) {
            let mut near = self.at..self.end.min(open + 8);
            let close = near.find(|at| self.source.kind(*at) == Some(Kind::CloseParenthesis));
            let end = close.map_or(open + 1, |close| close + 1);
            return Err(Mistake::over(self.source, What::Annotation, &(open..end)));
        }
        self.at += 1;
        let end = self.at;
        self.skip_spaces();
        match self.kind() {
            Some(Kind::Word | Kind::Text | Kind::Keyword | Kind::Flawed(_)) => Ok(true),
            _ => Err(Mistake::over(self.source, What::Annotation, &(open..end))),
        }
    }

    /// Whether the word goes on with something that may stand in quotes only.
    fn is_unquoted(&self) -> bool {
        self.kind() == Some(Kind::Word)
            && matches!(
                self.source.kind(self.at + 1).filter(|_| self.at + 1 < self.end),
                Some(Kind::Flawed(Flaw::Stray | Flaw::Hash) | Kind::OpenParenthesis | Kind::Keyword)
            )
    }

    fn unquoted(&self) -> Mistake {
        Mistake::over(self.source, What::Unquoted, &(self.at..self.chunk_end(self.at)))
    }

    /// A `/`, `\`, `[` or `]` where a value starts: part of a word, or alone.
    pub(super) fn stray(&self) -> Mistake {
        let mark = self.source.word(self.at);
        let is_word = |at: Option<usize>| at.is_some_and(|at| self.source.kind(at) == Some(Kind::Word));
        if mark.starts_with(['/', '\\']) && is_word(Some(self.at + 1)) {
            return self.unquoted();
        }
        let is_rate = mark == "/" && is_word(self.at.checked_sub(2)) && is_word(Some(self.at + 2));
        if is_rate && self.source.kind(self.at + 1) == Some(Kind::Space) && self.at + 2 < self.end {
            return Mistake::over(self.source, What::Unquoted, &(self.at - 2..self.at + 3));
        }
        self.mistake(What::Flawed(Flaw::Stray))
    }

    fn colon(&self) -> Mistake {
        let next = self.at + 1;
        if self.source.kind(next) == Some(Kind::LineComment) {
            // `https://…`, of which KDL reads all after the colon as a comment
            let place = self.source.places(&(self.at..next + 1));
            let length = self.source.slice(place.clone()).find(char::is_whitespace).unwrap_or(place.len());
            return Mistake { place: place.start..place.start + length, ..self.mistake(What::Unquoted) };
        }
        self.mistake(What::Colon)
    }

    pub(super) fn assignment(&self, equals: usize) -> Mistake {
        let (name, equals) = match self.equals_at(equals + 1) {
            Some(second) => (self.at - 1, second),
            None => (self.at - 1, equals),
        };
        match self.value_after(equals + 1) {
            Some(value) => Mistake::over(self.source, What::Assignment, &(name..self.chunk_end(value))),
            None => Mistake::over(self.source, What::NoValue, &(name..equals + 1)),
        }
    }

    fn comparison(&self, after: usize) -> Mistake {
        let end = self.value_after(after).map_or(after, |value| self.chunk_end(value));
        Mistake::over(self.source, What::Comparison, &(self.at..end))
    }

    /// The next value after spaces.
    fn value_after(&self, at: usize) -> Option<usize> {
        let at = self.source.after_space(at);
        let is_value =
            matches!(self.source.kind(at), Some(Kind::Word | Kind::Text | Kind::Keyword | Kind::Flawed(_)));
        (at < self.end && is_value).then_some(at)
    }

    /// The end of the tokens that stand together without a space or a mark between.
    fn chunk_end(&self, start: usize) -> usize {
        let goes_on = |at: usize| match self.source.kind(at) {
            Some(Kind::Flawed(flaw)) => matches!(flaw, Flaw::Stray | Flaw::Hash),
            Some(kind) => matches!(
                kind,
                Kind::Word
                    | Kind::Keyword
                    | Kind::Slashdash
                    | Kind::Equals
                    | Kind::OpenParenthesis
                    | Kind::CloseParenthesis
            ),
            None => false,
        };
        (start + 1..self.end).find(|at| !goes_on(*at)).unwrap_or(self.end)
    }
}

fn is_comparison(word: &str) -> bool {
    word.chars().all(|character| matches!(character, '<' | '>' | '!' | '≤' | '≥' | '≠' | '~'))
}
