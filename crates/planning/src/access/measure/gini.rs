//! The Gini index of weighted values.

/// Gini of `(value, weight)`: 0 when all have the same, near 1 when one has all. None without
/// weight, or when all values are zero. Values and weights below zero count as zero.
pub fn gini(values: &[(f64, f64)]) -> Option<f64> {
    let mut sorted: Vec<(f64, f64)> = values
        .iter()
        .map(|(value, weight)| (value.max(0.0), weight.max(0.0)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let people: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let total: f64 = sorted.iter().map(|(value, weight)| value * weight).sum();
    if people <= 0.0 || total <= 0.0 {
        return None;
    }
    let (mut so_far, mut area) = (0.0, 0.0);
    for (value, weight) in sorted {
        let after = so_far + value * weight;
        area += weight * (so_far + after);
        so_far = after;
    }
    Some((1.0 - area / (people * total)).clamp(0.0, 1.0))
}
