//! Where kiosks go: every answer against all possible ones, and against published optima.
#![expect(
    clippy::float_cmp,
    reason = "values are sums of whole numbers, exact in floats"
)]

mod center;
mod coverage;
mod json;
mod limits;
mod median;
mod orlib;
mod robust;
mod rules;
mod small;
