//! Rebuilds the binary when what it embeds changes: texts and assets.

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=assets");
}
