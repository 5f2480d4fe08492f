//! The one error of the server: what went wrong, as a status and a text key, knowing no page.

use std::io::ErrorKind;

use content::article::Fault;
use content::workflow::decide::Refusal;
use poem::error::ResponseError;
use poem::http::StatusCode;
use sea_orm::DbErr;

use crate::db;

/// What most functions of the server return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, in the words of the newsroom.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the session ended.
    #[error("error-sign-in")]
    SignIn,
    /// Signed in (or a valid token), but without the right.
    #[error("error-forbidden")]
    Forbidden,
    /// The form did not come from our own page.
    #[error("error-csrf")]
    Csrf,
    #[error("error-not-found")]
    NotFound,
    /// Was public once and has been withdrawn.
    #[error("error-gone")]
    Gone,
    /// No site of ours has this host.
    #[error("error-unknown-site")]
    UnknownSite,
    /// The write was based on an older version than the stored one.
    #[error("error-stale-write")]
    StaleWrite { stored: i64 },
    /// `If-Match` is missing where it is needed.
    #[error("error-version-missing")]
    VersionMissing,
    /// The rules of the workflow say no.
    #[error("{}", .0.key())]
    Refused(Refusal),
    /// A value must be unique and is in use; names the field.
    #[error("error-taken")]
    Taken(&'static str),
    /// What was sent has faults; nothing was changed.
    #[error("error-invalid")]
    Invalid(Vec<Fault>),
    /// What was sent cannot be read at all; names what was expected as a text key.
    #[error("{0}")]
    BadRequest(&'static str),
    /// More bytes than the named bound.
    #[error("error-too-large")]
    TooLarge { max: u64 },
    /// A file whose kind we do not take.
    #[error("{0}")]
    Unsupported(&'static str),
    /// Too many tries; come back after so many seconds.
    #[error("error-busy")]
    Busy { retry_after: u64 },
    /// Database or media store do not answer; what was asked may work again soon.
    #[error("error-away")]
    Away(#[source] anyhow::Error),
    /// The disk has no room; nothing was kept.
    #[error("error-full")]
    Full(#[source] anyhow::Error),
    #[error("the settings cannot be read: {0}")]
    Settings(String),
    #[error("setting {name}: expected {wanted}")]
    Setting { name: &'static str, wanted: &'static str },
    #[error(
        "the database was made by a newer version (step {version}); start that version or restore a backup"
    )]
    NewerDatabase { version: String },
    #[error("the database would lose acknowledged writes: {setting} must be {wanted}")]
    NotDurable { setting: &'static str, wanted: &'static str },
    #[error("error-internal")]
    Internal(#[source] anyhow::Error),
}

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Csrf | Self::Refused(Refusal::NotAllowed { .. }) => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::UnknownSite => StatusCode::MISDIRECTED_REQUEST,
            Self::StaleWrite { .. } | Self::Taken(_) | Self::Refused(Refusal::NotFrom { .. }) => {
                StatusCode::CONFLICT
            }
            Self::VersionMissing => StatusCode::PRECONDITION_REQUIRED,
            Self::Refused(_) | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Busy { .. } | Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Setting { .. }
            | Self::Settings(_)
            | Self::NewerDatabase { .. }
            | Self::NotDurable { .. }
            | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<DbErr> for Error {
    fn from(err: DbErr) -> Self {
        match err {
            DbErr::RecordNotFound(_) => Self::NotFound,
            busy if db::is_busy(&busy) => Self::Busy { retry_after: 2 },
            full if db::is_full(&full) => Self::Full(full.into()),
            away if db::is_away(&away) => Self::Away(away.into()),
            other => Self::Internal(other.into()),
        }
    }
}

/// Whether one of the causes is a disk without room.
fn has_no_room(err: &(dyn std::error::Error + 'static)) -> bool {
    let causes = std::iter::successors(Some(err), |err| err.source());
    let mut kinds = causes.filter_map(|err| err.downcast_ref::<std::io::Error>());
    kinds.any(|err| matches!(err.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
}

impl From<object_store::Error> for Error {
    fn from(err: object_store::Error) -> Self {
        match err {
            object_store::Error::NotFound { .. } | object_store::Error::InvalidPath { .. } => {
                Self::NotFound
            }
            full if has_no_room(&full) => Self::Full(full.into()),
            object_store::Error::Generic { store: "LocalFileSystem", .. } => {
                Self::Internal(err.into())
            }
            other => Self::Away(other.into()),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<anyhow::Error> for Error {
    fn from(err: anyhow::Error) -> Self {
        Self::Internal(err)
    }
}

impl From<std::io::Error> for Error {
    fn from(err: std::io::Error) -> Self {
        if has_no_room(&err) { Self::Full(err.into()) } else { Self::Internal(err.into()) }
    }
}

impl From<serde_json::Error> for Error {
    fn from(err: serde_json::Error) -> Self {
        Self::Internal(err.into())
    }
}

impl From<themes::ThemeError> for Error {
    fn from(err: themes::ThemeError) -> Self {
        Self::Internal(anyhow::anyhow!(err.to_string()))
    }
}

impl From<search_index::IndexError> for Error {
    fn from(err: search_index::IndexError) -> Self {
        Self::Internal(err.into())
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(err: tokio::task::JoinError) -> Self {
        Self::Internal(err.into())
    }
}
