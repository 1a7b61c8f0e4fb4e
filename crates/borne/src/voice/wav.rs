//! Sounds light enough for a telephone: 16 kHz, one byte a sample (G.711 µ-law), in a WAV
//! file that every browser plays. 16 kB a second instead of the 44 that the program makes.
//!
//! Pure Rust, no encoder to keep: a filter, a table of 256 steps and a header.

use std::{f64::consts::PI, sync::LazyLock};

/// Samples a second of what is made here.
pub const RATE: u32 = 16_000;
/// Bytes of the header.
pub const HEADER: usize = 58;
/// Type of the file, for the browser.
pub const MEDIA_TYPE: &str = "audio/wav";
/// Length announced when the end is not known: the largest.
const ENDLESS: u32 = 0x7fff_0000;

/// Samples a second of the program.
const SPOKEN: u32 = 22_050;
/// 22 050 / 16 000, reduced.
const UP: usize = 320;
const DOWN: usize = 441;
/// Samples of the source on each side of one that is made.
const REACH: usize = 12;
/// What the filter lets through, in parts of the source's rate; a little below half of ours.
const CUTOFF: f64 = 0.46 * 16.0 / 22.05;

/// One filter for each place between two samples of the source.
static FILTERS: LazyLock<Vec<[f32; 2 * REACH]>> = LazyLock::new(|| (0..UP).map(filter).collect());

/// The sound of the program made light: a whole file. Nothing when it is no sound of one
/// channel and 16 bits, at its rate or at ours.
pub fn lighten(file: &[u8]) -> Option<Vec<u8>> {
    let (rate, samples) = read(file)?;
    let samples = match rate {
        SPOKEN => resampled(&samples),
        RATE => samples,
        _ => return None,
    };
    let mut out = header(Some(samples.len())).to_vec();
    out.extend(samples.into_iter().map(mu_law));
    Some(out)
}

/// The header of a file of so many samples, or of one whose end is not known yet.
pub fn header(samples: Option<usize>) -> [u8; HEADER] {
    let data = samples
        .and_then(|n| u32::try_from(n).ok())
        .unwrap_or(ENDLESS);
    let mut out = [0; HEADER];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        out[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(b"RIFF");
    put(&(data + 50).to_le_bytes());
    put(b"WAVEfmt ");
    put(&18_u32.to_le_bytes());
    put(&7_u16.to_le_bytes()); // µ-law
    put(&1_u16.to_le_bytes()); // one channel
    put(&RATE.to_le_bytes());
    put(&RATE.to_le_bytes()); // bytes a second
    put(&1_u16.to_le_bytes());
    put(&8_u16.to_le_bytes());
    put(&0_u16.to_le_bytes());
    put(b"fact");
    put(&4_u32.to_le_bytes());
    put(&data.to_le_bytes());
    put(b"data");
    put(&data.to_le_bytes());
    out
}

/// The samples of a file made here; nothing when it is another or was cut short.
pub fn samples(file: &[u8]) -> Option<&[u8]> {
    let (head, samples) = file.split_at_checked(HEADER)?;
    (head == header(Some(samples.len()))).then_some(samples)
}

/// Rate and samples of a file of 16 bits and one channel. The length that it announces is
/// not believed: a program that writes to a pipe does not know it.
fn read(file: &[u8]) -> Option<(u32, Vec<i16>)> {
    let body = file
        .strip_prefix(b"RIFF")?
        .get(4..)?
        .strip_prefix(b"WAVE")?;
    let mut rest = body;
    let mut rate = None;
    loop {
        let (name, after) = rest.split_at_checked(4)?;
        let (size, after) = after.split_at_checked(4)?;
        let size = u32::from_le_bytes(size.try_into().ok()?) as usize;
        if name == b"data" {
            let pairs = after.get(..size).unwrap_or(after).chunks_exact(2);
            let samples = pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
            return Some((rate?, samples.collect()));
        }
        if name == b"fmt " {
            rate = Some(plain_rate(after.get(..16)?)?);
        }
        rest = after.get(size..)?;
    }
}

/// The rate of a format that is PCM, one channel, 16 bits.
fn plain_rate(format: &[u8]) -> Option<u32> {
    let two = |at: usize| Some(u16::from_le_bytes(format.get(at..at + 2)?.try_into().ok()?));
    let plain = two(0)? == 1 && two(2)? == 1 && two(14)? == 16;
    let rate = u32::from_le_bytes(format.get(4..8)?.try_into().ok()?);
    plain.then_some(rate)
}

/// Weights of the samples around a place, `phase` 320ths after one of them: a sinc under a
/// Hann window, whose sum is one.
fn filter(phase: usize) -> [f32; 2 * REACH] {
    let between = phase as f64 / UP as f64;
    let weight = |tap: usize| {
        let distance = tap as f64 - (REACH - 1) as f64 - between;
        let angle = 2.0 * PI * CUTOFF * distance;
        let sinc = if angle.abs() < 1e-9 {
            1.0
        } else {
            angle.sin() / angle
        };
        sinc * (0.5 + 0.5 * (PI * distance / REACH as f64).cos())
    };
    let weights: Vec<f64> = (0..2 * REACH).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let mut filter = [0.0; 2 * REACH];
    for (slot, weight) in filter.iter_mut().zip(weights) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a weight below one, to seven figures"
        )]
        let weight = (weight / sum) as f32;
        *slot = weight;
    }
    filter
}

fn resampled(source: &[i16]) -> Vec<i16> {
    let made = source.len() * UP / DOWN;
    (0..made).map(|n| sample_at(source, n)).collect()
}

fn sample_at(source: &[i16], n: usize) -> i16 {
    let place = n * DOWN;
    let (at, phase) = (place / UP, place % UP);
    let mut sum = 0.0_f32;
    for (tap, weight) in FILTERS[phase].iter().enumerate() {
        let near = (at + tap + 1)
            .checked_sub(REACH)
            .and_then(|i| source.get(i));
        sum += f32::from(near.copied().unwrap_or(0)) * weight;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of a float to i16 saturates"
    )]
    let sample = sum.round() as i16;
    sample
}

/// One sample as a byte, by the law of G.711: fine near silence, coarse where it is loud.
fn mu_law(sample: i16) -> u8 {
    const BIAS: i32 = 0x84;
    const CLIP: i32 = 32_635;
    let (sign, size) = if sample < 0 {
        (0x80_u8, -i32::from(sample))
    } else {
        (0, i32::from(sample))
    };
    let size = size.min(CLIP) + BIAS;
    // The highest bit stands between the 7th and the 14th.
    let exponent = 24 - (size.leading_zeros().min(24));
    let mantissa = u8::try_from((size >> (exponent + 3)) & 0x0f).unwrap_or(0);
    let exponent = u8::try_from(exponent).unwrap_or(0);
    !(sign | exponent << 4 | mantissa)
}

#[cfg(test)]
mod tests {
    use super::{HEADER, RATE, SPOKEN, header, lighten, mu_law, samples};

    /// What a decoder makes of a byte (G.711, table 2a).
    fn heard(byte: u8) -> i32 {
        let byte = !byte;
        let size = ((i32::from(byte & 0x0f) << 3) + 0x84) << ((byte & 0x70) >> 4);
        let size = size - 0x84;
        if byte & 0x80 == 0 { size } else { -size }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a test tone"
    )]
    fn tone(hertz: f64, rate: u32, seconds: f64) -> Vec<i16> {
        let count = (f64::from(rate) * seconds) as usize;
        let wave = |n: usize| (std::f64::consts::TAU * hertz * n as f64 / f64::from(rate)).sin();
        (0..count).map(|n| (wave(n) * 10_000.0) as i16).collect()
    }

    fn file(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let mut out = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0".to_vec();
        out.extend(channels.to_le_bytes());
        out.extend(rate.to_le_bytes());
        out.extend((rate * 2).to_le_bytes());
        out.extend(*b"\x02\0\x10\0data\0\xf0\xff\x7f");
        out.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
        out
    }

    fn loudness(sound: &[i32]) -> f64 {
        let squares: f64 = sound.iter().map(|s| f64::from(*s).powi(2)).sum();
        (squares / sound.len() as f64).sqrt()
    }

    #[test]
    fn every_sample_is_heard_within_a_thirtieth() {
        for sample in (i16::MIN + 200..=i16::MAX - 200).step_by(7) {
            let off = (heard(mu_law(sample)) - i32::from(sample)).abs();
            assert!(
                off <= 4 + i32::from(sample).abs() / 30,
                "{sample}: off by {off}"
            );
        }
    }

    #[test]
    fn a_voice_goes_through_and_what_would_fold_does_not() {
        let through = |hertz| {
            let light = lighten(&file(SPOKEN, 1, &tone(hertz, SPOKEN, 0.5))).unwrap();
            let heard: Vec<i32> = samples(&light).unwrap().iter().map(|b| heard(*b)).collect();
            loudness(&heard) / (10_000.0 / f64::sqrt(2.0))
        };
        for hertz in [200.0, 1_000.0, 4_000.0] {
            assert!(
                (through(hertz) - 1.0).abs() < 0.05,
                "{hertz}: {}",
                through(hertz)
            );
        }
        assert!(through(10_000.0) < 0.02, "{}", through(10_000.0));
    }

    #[test]
    fn a_second_weighs_sixteen_kilobytes() {
        let light = lighten(&file(SPOKEN, 1, &tone(440.0, SPOKEN, 1.0))).unwrap();
        assert_eq!(light.len(), HEADER + RATE as usize);
        assert_eq!(samples(&light).unwrap().len(), RATE as usize);
    }

    #[test]
    fn what_is_no_such_sound_is_refused() {
        let one = tone(440.0, SPOKEN, 0.1);
        assert!(lighten(b"not a sound").is_none());
        assert!(lighten(&file(SPOKEN, 2, &one)).is_none(), "two channels");
        assert!(lighten(&file(44_100, 1, &one)).is_none(), "another rate");
        let light = lighten(&file(SPOKEN, 1, &one)).unwrap();
        assert!(samples(&light[..light.len() - 1]).is_none(), "cut short");
    }

    #[test]
    fn a_stream_announces_no_end() {
        assert_eq!(header(None)[..4], *b"RIFF");
        assert_ne!(header(None), header(Some(0)));
    }
}
