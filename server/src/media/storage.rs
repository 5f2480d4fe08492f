//! Files of pictures behind one door: a folder, or a bucket of an S3-compatible store.
//!
//! A file is whole and durable before anything points at it, and never changes afterwards.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientOptions, GetOptions, GetRange, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutPayload, RetryConfig,
};

use crate::error::{Error, Result};
use crate::traces::{self, Went};

/// Finding the store on the network may take so long; a reader waits for it.
const CONNECT: Duration = Duration::from_secs(3);
/// Between two pieces of a file from the store.
const SILENCE: Duration = Duration::from_secs(10);
/// One request, a large upload included.
const WHOLE: Duration = Duration::from_secs(60);
/// A store that fails now and then is asked again within this time.
const PATIENCE: Duration = Duration::from_secs(8);
/// So often at most.
const TRIES: usize = 4;

/// What a setting may say.
const WANTED: &str = "file://FOLDER or s3://BUCKET/PREFIX";

/// Tells the trace under way how long the store took; of a file, until its first bytes.
async fn watched<T>(
    what: &'static str,
    asked: impl Future<Output = object_store::Result<T>>,
) -> object_store::Result<T> {
    let begun = Instant::now();
    let answer = asked.await;
    let went = if answer.is_ok() { Went::Well } else { Went::Wrong };
    traces::stored(what, begun.elapsed(), went);
    answer
}

/// The place behind `TOASOAN_MEDIA`.
#[derive(Debug, Clone)]
pub(crate) struct Storage(Arc<dyn ObjectStore>);

impl Storage {
    /// Opens `file://FOLDER` (made when absent) or `s3://BUCKET/PREFIX`, whose keys, region and
    /// address the `AWS_…` variables name.
    ///
    /// # Errors
    /// `Setting` for an address of neither kind; otherwise when folder or store cannot be used.
    pub(crate) fn open(address: &str) -> Result<Self> {
        if let Some(folder) = address.strip_prefix("file://") {
            std::fs::create_dir_all(folder)?;
            // Without it a file that was answered for could be lost at a power cut.
            return Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))));
        }
        let wrong = || Error::Setting { name: "TOASOAN_MEDIA", wanted: WANTED };
        let rest = address.strip_prefix("s3://").ok_or_else(wrong)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(wrong());
        }
        let client = ClientOptions::new()
            .with_connect_timeout(CONNECT)
            .with_read_timeout(SILENCE)
            .with_timeout(WHOLE)
            // Inside one's own network a store is often reached without encryption; `AWS_ENDPOINT_URL`
            // says so.
            .with_allow_http(true);
        let retry =
            RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_client_options(client)
            .with_retry(retry)
            .build()?;
        let prefix = Path::parse(prefix.trim_matches('/')).ok().ok_or_else(wrong)?;
        Ok(Self(Arc::new(PrefixStore::new(store, prefix))))
    }

    /// Where a file of a picture lies. `None` unless hash and file are plain names, so that no
    /// address can leave the folder.
    fn place(hash: &str, file: &str) -> Option<Path> {
        let plain = |text: &str| {
            !text.is_empty()
                && !text.starts_with('.')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        };
        let shelf = hash.get(..2)?;
        (plain(hash) && plain(file)).then(|| Path::from_iter([shelf, hash, file]))
    }

    /// Keeps a file; after the return it survives a power cut.
    ///
    /// # Errors
    /// `Away` when the store does not answer; `NotFound` for names that are not plain.
    pub(crate) async fn put(&self, hash: &str, file: &str, bytes: Vec<u8>) -> Result<()> {
        let place = Self::place(hash, file).ok_or(Error::NotFound)?;
        watched("put", self.0.put(&place, PutPayload::from(bytes))).await?;
        Ok(())
    }

    /// A file, or the bytes of it that are asked for, which must lie inside it.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Away` when the store does not answer.
    pub(crate) async fn get(
        &self,
        hash: &str,
        file: &str,
        part: Option<Range<u64>>,
    ) -> Result<GetResult> {
        let place = Self::place(hash, file).ok_or(Error::NotFound)?;
        let asked = GetOptions { range: part.map(GetRange::Bounded), ..GetOptions::default() };
        Ok(watched("get", self.0.get_opts(&place, asked)).await?)
    }

    /// How many bytes a file has.
    ///
    /// # Errors
    /// As [`Storage::get`].
    pub(crate) async fn size(&self, hash: &str, file: &str) -> Result<u64> {
        let place = Self::place(hash, file).ok_or(Error::NotFound)?;
        Ok(self.0.head(&place).await?.size)
    }

    /// Every file with its place, as `ab/abcd…/640.webp`.
    ///
    /// # Errors
    /// `Away` when the store does not answer.
    pub(crate) async fn all(&self) -> Result<Vec<ObjectMeta>> {
        let mut all: Vec<ObjectMeta> = self.0.list(None).try_collect().await?;
        all.retain(|file| place_of(file.location.as_ref()).is_some());
        all.sort_by(|one, other| one.location.cmp(&other.location));
        Ok(all)
    }

    /// The bytes of a file that [`Storage::all`] told of.
    ///
    /// # Errors
    /// As [`Storage::get`].
    pub(crate) async fn whole(&self, file: &ObjectMeta) -> Result<Bytes> {
        Ok(self.0.get(&file.location).await?.bytes().await?)
    }

    /// Whether files can be kept.
    ///
    /// # Errors
    /// Says why not.
    pub(crate) async fn check(&self) -> Result<()> {
        let probe = Path::from("probe");
        self.0.put(&probe, PutPayload::from_static(b"toasoan")).await?;
        self.0.delete(&probe).await?;
        Ok(())
    }
}

/// Picture and file of a place as [`Storage::all`] tells it.
pub(crate) fn place_of(place: &str) -> Option<(&str, &str)> {
    let mut parts = place.split('/');
    let (shelf, hash, file) = (parts.next()?, parts.next()?, parts.next()?);
    let ours = parts.next().is_none() && Storage::place(hash, file).is_some();
    (ours && hash.starts_with(shelf)).then_some((hash, file))
}

#[cfg(test)]
mod tests {
    use super::{Storage, place_of};
    use crate::error::Error;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (hash, file) in
            [("..", "a"), ("abcd", "../x"), ("abcd", ".env"), ("ab/cd", "x"), ("a", "x")]
        {
            assert_eq!(Storage::place(hash, file), None, "{hash} {file}");
        }
        assert_eq!(Storage::place("abcd", "640.webp").unwrap().as_ref(), "ab/abcd/640.webp");
        assert_eq!(place_of("ab/abcd/640.webp"), Some(("abcd", "640.webp")));
        for foreign in ["probe", "ab/abcd", "xy/abcd/640.webp", "ab/abcd/640.webp/x"] {
            assert_eq!(place_of(foreign), None, "{foreign}");
        }
    }

    #[tokio::test]
    async fn what_is_kept_comes_back_and_what_is_not_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("made/when absent");
        let storage = Storage::open(&format!("file://{}", below.display())).unwrap();
        storage.check().await.unwrap();
        storage.put("abcd", "640.webp", b"anh".to_vec()).await.unwrap();
        let got = storage.get("abcd", "640.webp", None).await.unwrap();
        assert_eq!(got.bytes().await.unwrap().as_ref(), b"anh");
        assert!(matches!(storage.get("abcd", "no.webp", None).await, Err(Error::NotFound)));
        let all = storage.all().await.unwrap();
        let places: Vec<&str> = all.iter().map(|file| file.location.as_ref()).collect();
        assert_eq!(places, ["ab/abcd/640.webp"]);
    }

    #[test]
    fn an_address_of_neither_kind_is_refused_with_what_is_expected() {
        for address in ["ftp://x", "s3://", "media"] {
            let err = Storage::open(address).unwrap_err();
            assert!(err.to_string().contains("s3://BUCKET/PREFIX"), "{address}: {err}");
        }
    }
}
