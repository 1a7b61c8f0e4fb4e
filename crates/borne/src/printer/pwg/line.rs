//! Lines of PWG raster: equal lines are said once, equal pixels too (PWG 5102.4, 4.4).

/// Most pixels of one run, and of one stretch of different pixels.
const MOST: usize = 128;

/// Appends one line of 8-bit pixels, to be printed `1 + again` times.
///
/// A byte says how many more times the line comes. Then runs: byte `n` below 128 says
/// that the next pixel comes `n + 1` times, byte `257 - c` that `c` pixels follow.
pub fn encode_line(pixels: &[u8], again: u8, to: &mut Vec<u8>) {
    to.push(again);
    let mut rest = pixels;
    while let Some(&pixel) = rest.first() {
        let same = rest.iter().take(MOST).take_while(|p| **p == pixel).count();
        let different = if same == 1 { unlike(rest) } else { 1 };
        let (taken, after) = rest.split_at(same.max(different));
        if different > 1 {
            to.push(byte(257 - different));
            to.extend_from_slice(taken);
        } else {
            to.extend_from_slice(&[byte(same - 1), pixel]);
        }
        rest = after;
    }
}

/// How many pixels at the beginning are each unlike the next.
fn unlike(pixels: &[u8]) -> usize {
    let pairs = pixels.windows(2).take(MOST);
    let unlike = pairs.take_while(|pair| pair.first() != pair.last()).count();
    // The last of the line has no next: it belongs to the stretch.
    let whole = unlike + 1 == pixels.len();
    (unlike + usize::from(whole)).clamp(1, MOST)
}

fn byte(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}
