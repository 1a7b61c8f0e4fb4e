//! What an accompagnement and a half-day cost: running expenses paid, shared out.

use super::Cents;

/// A unit cost, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitCost {
    /// So much each, rounded half up.
    Each(Cents),
    /// Nothing was paid in the period.
    NothingPaid,
    /// Nothing was counted in the period.
    NothingCounted,
}

/// `paid` shared by `count`.
pub fn unit_cost(paid: Cents, count: i64) -> UnitCost {
    if paid <= Cents::ZERO {
        UnitCost::NothingPaid
    } else if count <= 0 {
        UnitCost::NothingCounted
    } else {
        UnitCost::Each(paid.share(1, count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_shared_out_or_says_why_it_is_not() {
        let paid = Cents::new(10_000);
        assert_eq!(unit_cost(paid, 3), UnitCost::Each(Cents::new(3_333)));
        assert_eq!(unit_cost(paid, 0), UnitCost::NothingCounted);
        assert_eq!(unit_cost(Cents::ZERO, 5), UnitCost::NothingPaid);
        assert_eq!(unit_cost(Cents::new(-1), 5), UnitCost::NothingPaid);
    }
}
