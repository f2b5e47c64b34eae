//! A generator of pseudo-random numbers (SplitMix64), so that a failing case can be repeated.

pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Creates a generator whose numbers depend on a name and on the variable `ZOO_SEED`, by which other inputs can be
    /// tried.
    pub(crate) fn of_name(name: &str) -> Self {
        let first = std::env::var("ZOO_SEED").map_or(0, |seed| seed.parse().unwrap());
        let seed = name.bytes().fold(first, |seed: u64, byte| {
            seed.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }

    /// Returns true once in `times` on average.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
