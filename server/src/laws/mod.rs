//! Numbers that the law sets, as the newsroom's lawyer keeps them: `/toa-soan/quy-dinh`.
//!
//! Table: `law_value`. What is known without the newsroom stands in `content::law`.

mod rows;
pub(crate) mod settings;
pub(crate) mod store;

use content::law::Law;
use themes::dates;

use crate::app::App;
use crate::error::Result;

/// What holds today.
pub(crate) async fn value(app: &App, law: Law) -> Result<i64> {
    let set = store::of(&app.db.read, law).await?;
    Ok(law.in_force(&set, &dates::date(app.clock.now_ms())).value)
}
