//! Passwords: kept as Argon2id, checked off the reactor, two at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Each check takes 19 MiB and about 60 ms; a flood of sign-ins must not take the machine.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// Shortest password that is taken, in characters (NIST SP 800-63B asks for at least 8).
pub(crate) const LENGTH_MIN: usize = 10;
/// Longest, in bytes, so that hashing stays bounded.
const LENGTH_MAX: usize = 512;

/// Whether a new password can be taken.
pub(crate) fn acceptable(password: &str) -> bool {
    password.chars().count() >= LENGTH_MIN && password.len() <= LENGTH_MAX
}

/// Hashes a new password (Argon2id, 19 MiB, 2 passes: OWASP's first choice).
pub(crate) async fn hash(password: String) -> Result<String> {
    let Ok(_turn) = AT_ONCE.acquire().await else { return Err(Error::Busy { retry_after: 2 }) };
    tokio::task::spawn_blocking(move || {
        let hashed = Argon2::default().hash_password(password.as_bytes());
        hashed.map(|hash| hash.to_string()).map_err(|err| Error::Internal(anyhow::anyhow!("{err}")))
    })
    .await?
}

/// Compares with a stored hash. `None` stands for an account that does not exist: the same work
/// is done, so that time tells nothing.
pub(crate) async fn matches(password: String, stored: Option<String>) -> Result<bool> {
    if password.len() > LENGTH_MAX {
        return Ok(false);
    }
    let Ok(_turn) = AT_ONCE.acquire().await else { return Err(Error::Busy { retry_after: 2 }) };
    tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| DUMMY.to_owned());
        let parsed = PasswordHash::new(&text).ok();
        let same = parsed.is_some_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        Ok(same && known)
    })
    .await?
}

/// A well-formed hash that belongs to nobody.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Ky2v4cWm3oUHgI1r1GQWk0nVXbkJ1Q8rA0a4nQmKqkI";

#[cfg(test)]
mod tests {
    use super::{acceptable, hash, matches};

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let stored = hash("phong-vien-2024".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(matches("phong-vien-2024".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!matches("phong-vien-2025".to_owned(), Some(stored)).await.unwrap());
        assert!(!matches("phong-vien-2024".to_owned(), None).await.unwrap());
    }

    #[test]
    fn a_password_is_long_enough_in_characters() {
        assert!(!acceptable("mật khẩu"));
        assert!(acceptable("mật khẩu dài"));
    }
}
