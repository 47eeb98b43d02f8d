//! Sets words into lines, and lines into blocks with empty lines between them.

/// Lines of a block are at least this wide, however deep it is nested.
const LEAST_WIDTH: usize = 20;

/// Blocks in blocks; the innermost takes the words.
pub(super) struct Paper {
    blocks: Vec<Block>,
    /// How many headings the words stand in.
    capitals: usize,
    /// How many letters of text were written so far.
    letters: usize,
}

#[derive(Default)]
struct Block {
    /// What is set already.
    text: String,
    lines: Lines,
    /// Line breaks due before the next text.
    due: usize,
    /// Line breaks due before this block.
    before: usize,
    is_preformatted: bool,
}

#[derive(Default)]
struct Lines {
    width: usize,
    done: Vec<String>,
    words: Vec<String>,
    /// Letters of `words` with the spaces between them.
    length: usize,
    /// A space was read whose next word has not come yet.
    space: bool,
}

impl Paper {
    pub fn new(width: usize) -> Self {
        Self { blocks: vec![Block::of(width, 0)], capitals: 0, letters: 0 }
    }

    /// Begins a block that stands `before` line breaks below what is above, and
    /// whose lines are shorter by `indent`.
    pub fn open(&mut self, before: usize, indent: usize) {
        let width = self.block().lines.width.saturating_sub(indent).max(LEAST_WIDTH);
        self.blocks.push(Block::of(width, before));
    }

    /// Begins a block whose text is kept as it is.
    pub fn open_preformatted(&mut self, before: usize) {
        self.open(before, 0);
        self.block().is_preformatted = true;
    }

    /// Ends a block; what comes next stands `after` line breaks below.
    pub fn close(&mut self, after: usize) {
        self.close_with(after, |text| text);
    }

    /// Ends a block and changes its text as a whole.
    pub fn close_with(&mut self, after: usize, change: impl FnOnce(String) -> String) {
        if self.blocks.len() < 2 {
            return;
        }
        let Some(block) = self.blocks.pop() else { return };
        let (before, after) = (block.before, after.max(block.due));
        let text = change(block.into_text());
        self.block().add(&text, before, after);
    }

    /// Words that follow are in capitals.
    pub fn begin_capitals(&mut self) {
        self.capitals += 1;
    }

    /// Ends what `begin_capitals` began.
    pub fn end_capitals(&mut self) {
        self.capitals -= 1;
    }

    /// Adds text of the page.
    pub fn write(&mut self, text: &str) {
        self.letters += text.chars().filter(|letter| !is_space(*letter)).count();
        if self.capitals > 0 {
            self.write_as_is(&text.to_uppercase());
        } else {
            self.write_as_is(text);
        }
    }

    /// Adds text that keeps its letters in headings.
    pub fn write_as_is(&mut self, text: &str) {
        let block = self.block();
        if block.is_preformatted {
            block.text.push_str(text);
            return;
        }
        let is_blank = text.chars().all(is_space);
        if text.is_empty() || (block.due > 0 && is_blank) {
            return;
        }
        if block.due > 0 {
            block.lines.begin_lines(block.due);
            block.due = 0;
        }
        block.lines.write(text);
    }

    /// Begins a new line.
    pub fn break_line(&mut self) {
        let block = self.block();
        if block.is_preformatted {
            block.text.push('\n');
        } else {
            block.lines.begin_lines(1);
        }
    }

    /// How many letters of the page were written so far.
    pub fn letters(&self) -> usize {
        self.letters
    }

    /// The text of it all.
    pub fn finish(mut self) -> String {
        while self.blocks.len() > 1 {
            self.close(0);
        }
        self.blocks.pop().map(Block::into_text).unwrap_or_default()
    }

    /// The innermost block. There is always one, since `close` leaves the first.
    fn block(&mut self) -> &mut Block {
        if self.blocks.is_empty() {
            self.blocks.push(Block::of(LEAST_WIDTH, 0));
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }
}

impl Block {
    fn of(width: usize, before: usize) -> Self {
        Self { before, lines: Lines { width, ..Lines::default() }, ..Self::default() }
    }

    fn into_text(mut self) -> String {
        self.set();
        self.text
    }

    /// Puts the lines into the text.
    fn set(&mut self) {
        let width = self.lines.width;
        let lines = std::mem::replace(&mut self.lines, Lines { width, ..Lines::default() });
        if !lines.is_empty() {
            self.text += &lines.into_text();
        }
    }

    /// Adds the text of a block inside.
    fn add(&mut self, text: &str, before: usize, after: usize) {
        if text.is_empty() && before == 0 && after == 0 {
            return;
        }
        self.set();
        let breaks = self.due.max(before);
        if self.text.is_empty() {
            text.clone_into(&mut self.text);
            self.before = self.before.max(breaks);
        } else {
            self.text += &"\n".repeat(breaks);
            self.text += text;
        }
        self.due = after;
    }
}

impl Lines {
    fn is_empty(&self) -> bool {
        self.done.is_empty() && self.words.is_empty()
    }

    fn write(&mut self, text: &str) {
        let mut joins = !(self.space || text.starts_with(is_space));
        let mut any = false;
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            let before = if joins { self.pop_word() } else { String::new() };
            self.push_word(before + word);
            (joins, any) = (false, true);
        }
        self.space = (self.space && !any) || text.ends_with(is_space);
    }

    fn push_word(&mut self, word: String) {
        let length = word.chars().count();
        let space = usize::from(!self.words.is_empty());
        if !self.words.is_empty() && self.length + space + length > self.width {
            self.begin_lines(1);
        }
        self.length += length + usize::from(!self.words.is_empty());
        self.words.push(word);
    }

    fn pop_word(&mut self) -> String {
        let word = self.words.pop().unwrap_or_default();
        let space = usize::from(!self.words.is_empty());
        self.length = self.length.saturating_sub(word.chars().count() + space);
        word
    }

    fn begin_lines(&mut self, count: usize) {
        self.done.push(std::mem::take(&mut self.words).join(" "));
        self.done.extend(std::iter::repeat_n(String::new(), count.saturating_sub(1)));
        self.length = 0;
    }

    fn into_text(mut self) -> String {
        self.done.push(self.words.join(" "));
        self.done.join("\n")
    }
}

/// A space as in a page's source. A space that must not break is a letter.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n' | '\u{c}' | '\u{200b}')
}
