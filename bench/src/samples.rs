//! Repeated measurements: median, quantiles and range.

/// One sample per round.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds a sample.
    pub fn push(&mut self, sample: f64) {
        self.0.push(sample);
    }

    /// The first sample.
    pub fn first(&self) -> f64 {
        self.0.first().copied().unwrap_or(f64::NAN)
    }

    /// The samples in their order.
    pub fn iter(&self) -> impl Iterator<Item = f64> {
        self.0.iter().copied()
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The quantile at `share`, interpolated between two samples.
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let (mut place, mut left) = (0, share);
        let step = 1.0 / precise(sorted.len().saturating_sub(1)).max(1.0);
        while left >= step && place + 1 < sorted.len() {
            (place, left) = (place + 1, left - step);
        }
        let here = sorted.get(place).copied().unwrap_or(f64::NAN);
        let next = sorted.get(place + 1).copied().unwrap_or(here);
        here + (next - here) * left / step
    }

    /// The smallest and the largest sample.
    pub fn range(&self) -> (f64, f64) {
        (self.at(0.0), self.at(1.0))
    }

    /// The ratio to `others` in each round.
    pub fn by(&self, others: &Self) -> Self {
        Self(self.0.iter().zip(&others.0).map(|(ours, theirs)| ours / theirs).collect())
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(samples: I) -> Self {
        Self(samples.into_iter().collect())
    }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub const fn precise(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_within_a_round() {
        let ours: Samples = [10.0, 40.0, 30.0].into_iter().collect();
        let theirs: Samples = [5.0, 10.0, 10.0].into_iter().collect();
        let ratio = ours.by(&theirs);
        assert!((ratio.median() - 3.0).abs() < 1e-9);
        assert_eq!(ratio.range(), (2.0, 4.0));
        assert!((ours.at(1.0) - 40.0).abs() < 1e-9);
        let two: Samples = [1.0, 2.0].into_iter().collect();
        assert!((two.median() - 1.5).abs() < 1e-9);
    }
}
