//! A page being written on: places are counted from the top left, in points.

use super::letters::Font;
use std::fmt::Write;

/// A page.
pub(super) struct Paper {
    height: f32,
    /// What is on it, in the words of PDF.
    pub ink: String,
}

impl Paper {
    pub(super) fn new(height: f32) -> Self {
        Self { height, ink: String::new() }
    }

    /// Writes letters; `baseline` is where they stand on.
    pub(super) fn text(&mut self, x: f32, baseline: f32, font: Font, size: f32, letters: &[u8]) {
        let y = self.height - baseline;
        self.add(format_args!("BT /{} {size:.2} Tf {x:.2} {y:.2} Td <", font.key()));
        for letter in letters {
            self.add(format_args!("{letter:02x}"));
        }
        self.add(format_args!("> Tj ET\n"));
    }

    /// Draws a thin line.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (height, (x1, y1), (x2, y2)) = (self.height, from, to);
        self.add(format_args!("0.5 w 0.6 G {x1:.2} {:.2} m {x2:.2} {:.2} l S 0 G\n", height - y1, height - y2));
    }

    /// Fills a place with a light grey.
    pub(super) fn shade(&mut self, x: f32, top: f32, width: f32, height: f32) {
        let bottom = self.height - top - height;
        self.add(format_args!("0.94 g {x:.2} {bottom:.2} {width:.2} {height:.2} re f 0 g\n"));
    }

    /// Puts a picture there.
    pub(super) fn picture(&mut self, number: usize, x: f32, top: f32, width: f32, height: f32) {
        let bottom = self.height - top - height;
        self.add(format_args!("q {width:.2} 0 0 {height:.2} {x:.2} {bottom:.2} cm /I{number} Do Q\n"));
    }

    fn add(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.ink.write_fmt(words);
    }
}
