//! Percentages that add up (A6), in tenths of a percent.

/// All, in tenths of a percent.
pub const WHOLE: u16 = 1000;

/// Shares of the sum by largest remainder: they add up to exactly 1,000 tenths.
/// Ties go to the first. Nothing out of nothing gives zeros.
pub fn tenths(counts: &[u64]) -> Vec<u16> {
    let sum: u128 = counts.iter().map(|&n| u128::from(n)).sum();
    if sum == 0 {
        return vec![0; counts.len()];
    }
    let scaled = counts.iter().map(|&n| u128::from(n) * u128::from(WHOLE));
    let (mut shares, remainders): (Vec<u16>, Vec<u128>) = scaled
        .map(|n| (u16::try_from(n / sum).unwrap_or(WHOLE), n % sum))
        .unzip();
    let missing = WHOLE - shares.iter().sum::<u16>();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(remainders[i]), i));
    for &index in order.iter().take(usize::from(missing)) {
        shares[index] += 1;
    }
    shares
}

/// Share of a part in a whole, tenths of a percent, half up; none of nothing.
pub fn of(part: u64, whole: u64) -> Option<u16> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let doubled = (part * u128::from(WHOLE) * 2 + whole).checked_div(whole * 2)?;
    u16::try_from(doubled).ok()
}
