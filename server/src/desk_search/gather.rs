//! Results of an index that somebody may see: the index narrows down as far as it can, and the
//! database has the last word on rights.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use content::id::ArticleId;
use search_index::{Answer, Hit, Index, Kind, Question};
use tokio::task::spawn_blocking;

use super::documents::{self, article_at};
use crate::app::App;
use crate::articles::store::desk_list::{self, Line, Scope};
use crate::articles::store::drafts;
use crate::error::Result;
use crate::people::who::Editor;

/// Results of the index that are looked at together.
const WINDOW: usize = 100;
/// Windows for one page; whoever may see little of much then looks on.
const WINDOWS: usize = 5;

/// Which results are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// Texts that readers do not see, or not as they are now.
    Drafts,
    Live,
    Pictures,
}

/// Who asks for how many, from where on.
pub(super) struct Asking<'a> {
    pub(super) who: &'a Editor,
    pub(super) scopes: &'a [Scope],
    pub(super) words: &'a str,
    pub(super) verbatim: bool,
    pub(super) from: usize,
    pub(super) limit: usize,
}

/// One result, and the article as the desk's list tells it: for one that readers see, nothing when
/// the person may not open it on the desk.
pub(super) struct Found {
    pub(super) hit: Hit,
    pub(super) line: Option<Line>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) found: Vec<Found>,
    /// Where to look on.
    pub(super) next: Option<usize>,
    pub(super) correction: Option<search_index::Correction>,
}

/// The next results that the person may see.
pub(super) async fn gather(app: &App, asking: &Asking<'_>, among: Among) -> Result<Gathered> {
    let mut all = Gathered::default();
    let mut pictures = HashSet::new();
    let mut at = asking.from;
    for window in 0..WINDOWS {
        let answer = answer(app, asking, (among, at)).await?;
        if window == 0 {
            all.correction = answer.correction;
        }
        let (total, hits) = (answer.total, answer.hits.into_iter().take(WINDOW));
        let hits: Vec<Hit> = hits.collect();
        let seen = hits.len();
        for (place, found) in visible(app, asking, among, hits).await? {
            let again = among == Among::Pictures && !pictures.insert(found.hit.source_id.clone());
            if again {
                continue;
            }
            if all.found.len() == asking.limit {
                all.next = Some(at + place);
                return Ok(all);
            }
            all.found.push(found);
        }
        at += seen;
        if seen == 0 || at >= total {
            return Ok(all);
        }
    }
    all.next = Some(at);
    Ok(all)
}

async fn answer(app: &App, asking: &Asking<'_>, (among, at): (Among, usize)) -> Result<Answer> {
    let index: Arc<Index> = match among {
        Among::Live => Arc::clone(&app.index),
        Among::Drafts | Among::Pictures => Arc::clone(&app.desk_index),
    };
    // Who reads nothing of others is asked for among their own.
    let site = match asking.scopes {
        [] => documents::of_writer(asking.who.id),
        _ => documents::ALL.to_owned(),
    };
    let question = Question {
        text: asking.words.to_owned(),
        site: (among != Among::Live).then_some(site),
        kind: Some(if among == Among::Pictures { Kind::Photo } else { Kind::Article }),
        verbatim: asking.verbatim,
        offset: at,
        limit: WINDOW,
        ..Question::default()
    };
    Ok(spawn_blocking(move || index.find(&question)).await?)
}

/// Of the results those that the person may see, each with its place among all.
async fn visible(
    app: &App,
    asking: &Asking<'_>,
    among: Among,
    hits: Vec<Hit>,
) -> Result<Vec<(usize, Found)>> {
    let article = |hit: &Hit| match among {
        Among::Live => Some(hit.article),
        Among::Drafts | Among::Pictures => article_at(&hit.url),
    };
    let ids: Vec<ArticleId> = hits.iter().filter_map(article).collect();
    let reader = (asking.who.id, asking.scopes);
    let lines = desk_list::of_ids(&app.db.read, reader, &ids).await?;
    let lines: HashMap<ArticleId, Line> = lines.into_iter().map(|line| (line.id, line)).collect();
    let used = match among {
        Among::Pictures => used(app, lines.keys().copied().collect()).await?,
        Among::Drafts | Among::Live => HashSet::new(),
    };
    let see = |(place, hit): (usize, Hit)| {
        let id = article(&hit)?;
        let line = lines.get(&id).cloned();
        let shown = match among {
            Among::Live => true,
            Among::Drafts => line.is_some(),
            Among::Pictures => used.contains(&(id, hit.source_id.clone()?)),
        };
        shown.then_some((place, Found { hit, line }))
    };
    Ok(hits.into_iter().enumerate().filter_map(see).collect())
}

/// Which pictures these articles show now: the index may still know of others.
async fn used(app: &App, ids: Vec<ArticleId>) -> Result<HashSet<(ArticleId, String)>> {
    let newest = drafts::newest(&app.db.read, &ids).await?;
    let used = spawn_blocking(move || {
        let of = |one: &drafts::Newest| {
            let id = one.id;
            documents::pictures_of(one).into_iter().map(move |media| (id, media))
        };
        newest.iter().flat_map(of).collect()
    });
    Ok(used.await?)
}
