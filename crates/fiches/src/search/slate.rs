//! Sums kept while a query is scored.

/// Two sums by number, and which numbers have any: made once, wiped after each use.
pub(super) struct Slate {
    sums: Vec<(f32, f32)>,
    written: Vec<u32>,
}

impl Slate {
    /// Room for so many numbers.
    pub fn new(size: usize) -> Self {
        Self {
            sums: vec![(0.0, 0.0); size],
            written: Vec::new(),
        }
    }

    /// Adds to both sums.
    pub fn add(&mut self, at: u32, one: f32, other: f32) {
        let sums = self.of(at);
        *sums = (sums.0 + one, sums.1 + other);
    }

    /// Keeps the greater ones instead of adding.
    pub fn raise(&mut self, at: u32, one: f32, other: f32) {
        let sums = self.of(at);
        *sums = (sums.0.max(one), sums.1.max(other));
    }

    fn of(&mut self, at: u32) -> &mut (f32, f32) {
        let sums = &mut self.sums[at as usize];
        if *sums == (0.0, 0.0) {
            self.written.push(at);
        }
        sums
    }

    /// What was written, in no order.
    pub fn wipe(&mut self) -> impl Iterator<Item = (u32, f32, f32)> {
        let Self { sums, written } = self;
        written.drain(..).map(|at| {
            let (one, other) = std::mem::take(&mut sums[at as usize]);
            (at, one, other)
        })
    }
}
