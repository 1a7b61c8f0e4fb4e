//! Reads PWG raster back, by PWG 5102.4 alone.

/// A page that was read.
pub struct Page {
    pub width: usize,
    pub height: usize,
    pub dots: (u32, u32),
    pub total: u32,
    pub duplex: bool,
    /// Cross feed and feed: 1, or -1.
    pub transforms: (i32, i32),
    /// One byte a pixel, from the first line that is written.
    pub pixels: Vec<u8>,
}

impl Page {
    /// Grey of a pixel.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    /// Smallest frame around all that is dark: left, top, right, bottom.
    pub fn frame_of_dark(&self, from_y: usize) -> (usize, usize, usize, usize) {
        let dark = |&at: &usize| self.pixels[at] < 128;
        let places = (from_y * self.width..self.pixels.len()).filter(dark);
        places.fold((usize::MAX, usize::MAX, 0, 0), |(l, t, r, b), at| {
            let (x, y) = (at % self.width, at / self.width);
            (l.min(x), t.min(y), r.max(x + 1), b.max(y + 1))
        })
    }
}

/// Every page of a file; the reason when it is none.
pub fn read(file: &[u8]) -> Result<Vec<Page>, String> {
    let mut rest = file.strip_prefix(b"RaS2").ok_or("not a PWG raster")?;
    let mut pages = Vec::new();
    while !rest.is_empty() {
        let (header, after) = rest.split_at_checked(1796).ok_or("cut header")?;
        let (page, after) = read_page(header, after)?;
        pages.push(page);
        rest = after;
    }
    Ok(pages)
}

fn read_page<'a>(header: &[u8], mut rest: &'a [u8]) -> Result<(Page, &'a [u8]), String> {
    let number = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().unwrap());
    let fixed = [(384, 8), (388, 8), (396, 0), (400, 18), (420, 1)];
    let wrong = fixed.iter().find(|(at, wanted)| number(*at) != *wanted);
    if !header.starts_with(b"PwgRaster\0") || wrong.is_some() {
        return Err(format!("not a page in 8 bits of grey: {wrong:?}"));
    }
    let (width, height) = (number(372) as usize, number(376) as usize);
    let mut pixels = Vec::with_capacity(width * height);
    while pixels.len() < width * height {
        rest = read_line(rest, width, &mut pixels)?;
    }
    let page = Page {
        width,
        height,
        dots: (number(276), number(280)),
        total: number(452),
        duplex: number(272) == 1,
        transforms: (number(456).cast_signed(), number(460).cast_signed()),
        pixels,
    };
    if page.pixels.len() != width * height {
        return Err("a line is said too many times".to_owned());
    }
    Ok((page, rest))
}

/// Reads a line of so many pixels and the times it comes; gives what follows.
pub fn read_line<'a>(
    coded: &'a [u8],
    width: usize,
    pixels: &mut Vec<u8>,
) -> Result<&'a [u8], String> {
    let (again, mut rest) = coded.split_first().ok_or("cut line")?;
    let mut line = Vec::with_capacity(width);
    while line.len() < width {
        let (&code, after) = rest.split_first().ok_or("cut run")?;
        let (taken, times) = match code {
            0..128 => (1, usize::from(code) + 1),
            128 => return Err("128 means nothing".to_owned()),
            129.. => (257 - usize::from(code), 1),
        };
        let (some, after) = after.split_at_checked(taken).ok_or("cut pixels")?;
        line.extend(some.repeat(times));
        rest = after;
    }
    if line.len() > width {
        return Err("a run goes over the end of its line".to_owned());
    }
    pixels.extend(line.repeat(usize::from(*again) + 1));
    Ok(rest)
}
