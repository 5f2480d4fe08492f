//! Shows at once what a designer changes in the themes' folder.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::error::Result;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks again and again, for as long as the node lives.
pub(crate) async fn follow(app: Arc<App>) {
    loop {
        if let Err(err) = look(&app).await {
            tracing::error!(error = ?err, "the themes' folder cannot be followed");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Takes in what has changed; every page is then made anew.
pub(crate) async fn look(app: &Arc<App>) -> Result<()> {
    let node = Arc::clone(app);
    let changed = tokio::task::spawn_blocking(move || node.themes.follow()).await??;
    if changed {
        app.headers.renew(&app.themes, &app.config);
        app.pages.drop_all();
        for fault in app.themes.faults() {
            tracing::warn!("a theme file is left out: {fault}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::workflow::rights::Role;

    use super::look;
    use crate::http::trial::{desk, text};

    #[tokio::test]
    async fn what_a_designer_changes_shows_and_what_breaks_is_told_at_the_desk() {
        let desk = desk().await;
        let folder = desk.app.config.data.join("themes/newspaper");
        assert!(desk.read("/rss").await.contains("<table>"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("feeds.html"), "Nguồn tin của riêng").unwrap();
        look(&desk.app).await.unwrap();
        assert_eq!(desk.read("/rss").await, "Nguồn tin của riêng");

        std::fs::write(folder.join("feeds.html"), "\n\n{{ page.khong.co }}").unwrap();
        look(&desk.app).await.unwrap();
        assert!(desk.read("/rss").await.contains("<table>"), "the built-in one answers");
        let chief = desk.person(Role::Chief, &[]).await;
        let seen = text(desk.get(&chief, "/toa-soan").await).await;
        assert!(seen.contains("feeds.html:3"), "{seen}");
        let reporter = desk.person(Role::Reporter, &[]).await;
        assert!(!text(desk.get(&reporter, "/toa-soan").await).await.contains("feeds.html:3"));

        std::fs::write(folder.join("accent.css"), ":root{--accent:#123456}").unwrap();
        std::fs::remove_file(folder.join("feeds.html")).unwrap();
        look(&desk.app).await.unwrap();
        let page = desk.read("/rss").await;
        assert!(page.contains("#123456") && page.contains("<table>"));
        assert!(!text(desk.get(&chief, "/toa-soan").await).await.contains("feeds.html:3"));
    }
}
