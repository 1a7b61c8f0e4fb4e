//! Argon2 in memory that goes back to the system at once.
//!
//! glibc maps a block this large on its own and unmaps it after, but from then on
//! keeps up to as much of its heap for itself: a relay held 6 MB more for good after
//! its first sign-in. It learns nothing from a block over 32 MiB, so that much is
//! asked for, and only what the hash needs is touched.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        CustomizedPasswordHasher, Error, PasswordHasher, Result,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};

/// Over glibc's `DEFAULT_MMAP_THRESHOLD_MAX`, 32 MiB.
const ASKED: usize = (33 << 20) / Block::SIZE;

/// The hasher of a cost; a hash is checked at the cost that it names.
pub(super) struct Scratch(pub(super) Params);

impl PasswordHasher<PasswordHash> for Scratch {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        hash(Algorithm::Argon2id, Version::V0x13, &self.0, password, salt)
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Scratch {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?;
        let version = version.map(Version::try_from).transpose()?;
        hash(
            algorithm.unwrap_or_default(),
            version.unwrap_or_default(),
            &params,
            password,
            salt,
        )
    }
}

/// Memory and passes of what is stretched: those that OWASP asks for a password, 19 MiB and
/// two passes (password storage sheet, 2025).
const STRETCHED: (u32, u32) = (19 * 1024, 2);

/// 256 bits of a secret.
pub(super) fn stretch(secret: &[u8], salt: &[u8]) -> argon2::Result<[u8; 32]> {
    let params = Params::new(STRETCHED.0, STRETCHED.1, 1, Some(32))?;
    let mut memory = Vec::with_capacity(params.block_count().max(ASKED));
    memory.resize(params.block_count(), Block::default());
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        secret,
        salt,
        &mut out,
        &mut memory,
    )?;
    Ok(out)
}

fn hash(
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    password: &[u8],
    salt: &[u8],
) -> Result<PasswordHash> {
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut out = [0; Output::MAX_LENGTH];
    let out = out.get_mut(..length).ok_or(Error::OutputSize)?;
    let mut memory = Vec::with_capacity(params.block_count().max(ASKED));
    memory.resize(params.block_count(), Block::default());
    Argon2::new(algorithm, version, params.clone()).hash_password_into_with_memory(
        password,
        salt,
        out,
        &mut memory,
    )?;
    Ok(PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(params)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(out)?),
    })
}
