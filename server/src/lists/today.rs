//! Every page says which day it is; at midnight in Vietnam all of them are made anew.

use std::sync::Arc;
use std::time::Duration;

use themes::dates;

use crate::app::App;

const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Drops the pages of yesterday, for as long as the node lives.
pub(crate) async fn turn_the_page(app: Arc<App>) {
    let today = || dates::day(app.clock.now_ms(), "vi");
    let mut day = today();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if today() != day {
            day = today();
            app.pages.drop_all();
        }
    }
}
