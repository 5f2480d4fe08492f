//! What a site says of itself to everybody: `/tro-nang`, how far it can be used by all.

pub(crate) mod accessibility;
