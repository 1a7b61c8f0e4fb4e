//! A small writer of `.osm.pbf`, for islands that the tests invent.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

/// A message of protocol buffers being written.
#[derive(Default, Clone)]
pub struct Message(Vec<u8>);

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
    bytes
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

impl Message {
    pub fn number(mut self, field: u64, value: u64) -> Self {
        self.0.extend(varint(field << 3));
        self.0.extend(varint(value));
        self
    }

    pub fn bytes(mut self, field: u64, value: &[u8]) -> Self {
        self.0.extend(varint(field << 3 | 2));
        self.0.extend(varint(value.len() as u64));
        self.0.extend(value);
        self
    }

    pub fn message(self, field: u64, value: &Self) -> Self {
        self.bytes(field, &value.0)
    }

    fn deltas(self, field: u64, values: &[i64]) -> Self {
        let mut before = 0;
        let mut packed = Vec::new();
        for value in values {
            packed.extend(varint(zigzag(value - before)));
            before = *value;
        }
        self.bytes(field, &packed)
    }

    fn packed(self, field: u64, values: &[usize]) -> Self {
        let packed: Vec<u8> = values.iter().flat_map(|v| varint(*v as u64)).collect();
        self.bytes(field, &packed)
    }
}

/// A block of a kind, its content packed by zlib.
pub fn block(kind: &str, content: &Message) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&content.0).unwrap();
    let packed = packer.finish().unwrap();
    let blob = Message::default()
        .number(2, content.0.len() as u64)
        .bytes(3, &packed);
    frame(kind, &blob)
}

/// A block of a kind, from its blob.
pub fn frame(kind: &str, blob: &Message) -> Vec<u8> {
    let header = Message::default()
        .bytes(1, kind.as_bytes())
        .number(3, blob.0.len() as u64);
    let mut bytes = u32::try_from(header.0.len())
        .unwrap()
        .to_be_bytes()
        .to_vec();
    bytes.extend(&header.0);
    bytes.extend(&blob.0);
    bytes
}

/// The first block of a file.
pub fn head(feature: &str) -> Vec<u8> {
    let header = Message::default()
        .bytes(4, b"OsmSchema-V0.6")
        .bytes(4, feature.as_bytes());
    block("OSMHeader", &header)
}

type Tags = Vec<(String, String)>;

/// Points and ways to write.
#[derive(Default, Clone)]
pub struct Island {
    nodes: Vec<(i64, f64, f64)>,
    ways: Vec<(Vec<i64>, Tags)>,
}

impl Island {
    /// A point by its number, in degrees.
    pub fn node(mut self, id: i64, lat: f64, lon: f64) -> Self {
        self.nodes.push((id, lat, lon));
        self
    }

    /// A way through points, with its tags written `key=value`.
    pub fn way(mut self, nodes: &[i64], tags: &[&str]) -> Self {
        let pair = |tag: &&str| {
            tag.split_once('=')
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
        };
        let tags = tags.iter().filter_map(pair).collect();
        self.ways.push((nodes.to_vec(), tags));
        self
    }

    /// The file: a head, a block of points, a block of ways.
    pub fn write(&self) -> Vec<u8> {
        [
            head("DenseNodes"),
            block("OSMData", &self.points()),
            block("OSMData", &self.lines()),
        ]
        .concat()
    }

    /// The same file, its blocks not packed: a byte changed there is a byte of the content.
    pub fn write_plain(&self) -> Vec<u8> {
        let plain = |content: Message| frame("OSMData", &Message::default().bytes(1, &content.0));
        [
            head("DenseNodes"),
            plain(self.points()),
            plain(self.lines()),
        ]
        .concat()
    }

    /// Points in the dense form, in units of 1e-7 degree.
    fn points(&self) -> Message {
        #[expect(clippy::cast_possible_truncation, reason = "degrees on the globe")]
        let units = |degrees: f64| (degrees * 1e7).round() as i64;
        let ids: Vec<i64> = self.nodes.iter().map(|node| node.0).collect();
        let lats: Vec<i64> = self.nodes.iter().map(|node| units(node.1)).collect();
        let lons: Vec<i64> = self.nodes.iter().map(|node| units(node.2)).collect();
        let dense = Message::default()
            .deltas(1, &ids)
            .deltas(8, &lats)
            .deltas(9, &lons);
        let group = Message::default().message(2, &dense);
        Message::default()
            .message(1, &Message::default())
            .message(2, &group)
    }

    fn lines(&self) -> Message {
        let mut texts = Message::default().bytes(1, b"");
        let mut group = Message::default();
        let mut count = 1;
        for (number, (nodes, tags)) in self.ways.iter().enumerate() {
            let (mut keys, mut values) = (Vec::new(), Vec::new());
            for (key, value) in tags {
                texts = texts.bytes(1, key.as_bytes()).bytes(1, value.as_bytes());
                keys.push(count);
                values.push(count + 1);
                count += 2;
            }
            let way = Message::default()
                .number(1, number as u64 + 1)
                .packed(2, &keys)
                .packed(3, &values)
                .deltas(8, nodes);
            group = group.message(3, &way);
        }
        Message::default().message(1, &texts).message(2, &group)
    }
}
