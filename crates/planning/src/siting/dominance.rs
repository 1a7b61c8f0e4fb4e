//! What a set cover can do without: rows that others imply, sites that others replace.

/// A set of numbers, 64 to the word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize, members: impl Iterator<Item = usize>) -> Self {
        let mut words = vec![0; size.div_ceil(64)];
        for member in members {
            words[member / 64] |= 1 << (member % 64);
        }
        Self(words)
    }

    fn within(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.all(|(small, large)| small & !large == 0)
    }

    fn has(&self, member: usize) -> bool {
        self.0[member / 64] >> (member % 64) & 1 == 1
    }

    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|member| self.has(*member))
    }
}

/// The rows that matter, over the sites that matter: whoever serves them serves all rows with
/// as few sites. Rows must not be empty.
pub(crate) fn reduce(rows: &[Vec<u32>], sites: usize) -> Vec<Vec<u32>> {
    let members = |row: &Vec<u32>| Bits::new(sites, row.iter().map(|site| *site as usize));
    let mut rows: Vec<Bits> = rows.iter().map(members).collect();
    let mut kept = vec![true; sites];
    loop {
        drop_implied(&mut rows);
        let replaced = replaced(&rows, &kept);
        if replaced.is_empty() {
            break;
        }
        for site in &replaced {
            kept[*site] = false;
        }
        let left = Bits::new(sites, (0..sites).filter(|site| kept[*site]));
        for row in &mut rows {
            row.0
                .iter_mut()
                .zip(&left.0)
                .for_each(|(word, left)| *word &= left);
        }
    }
    let list = |row: &Bits| row.members().map(super::kernel::number).collect();
    rows.iter().map(list).collect()
}

/// Drops the rows that contain another.
fn drop_implied(rows: &mut Vec<Bits>) {
    rows.sort_by_key(|row| (row.members().count(), row.0.clone()));
    let mut least: Vec<Bits> = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        if !least.iter().any(|small| small.within(&row)) {
            least.push(row);
        }
    }
    *rows = least;
}

/// The sites that serve no row which one other kept site does not serve.
fn replaced(rows: &[Bits], kept: &[bool]) -> Vec<usize> {
    let served = |site: usize| {
        let rows = rows.iter().enumerate().filter(|(_, row)| row.has(site));
        rows.map(|(at, _)| at).collect::<Vec<_>>().into_iter()
    };
    let sites = (0..kept.len()).filter(|site| kept[*site]);
    let sites: Vec<(usize, Bits)> = sites
        .map(|site| (site, Bits::new(rows.len(), served(site))))
        .collect();
    let by_another = |(site, own): &&(usize, Bits)| {
        let mut others = sites.iter().filter(|(other, _)| other != site);
        others.any(|(other, more)| own.within(more) && (own != more || other < site))
    };
    sites
        .iter()
        .filter(by_another)
        .map(|(site, _)| *site)
        .collect()
}
