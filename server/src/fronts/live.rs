//! Which stories readers find in the slots of a front at a moment.

use std::collections::HashMap;

use content::front::{Layout, Pick};
use content::id::{ArticleId, ChangeNumber};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::articles::store::live::cards::{Card, Scope};
use crate::articles::store::live::picked;
use crate::changes::store as changes;
use crate::error::Result;

/// The stories of some layouts that readers may see, by article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stories(HashMap<ArticleId, Card>);

impl Stories {
    /// Reads the stories of these choices that are live within a list, less those that were
    /// withdrawn since they were chosen.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        scope: &Scope,
        picks: &[Pick],
    ) -> Result<Self> {
        let ids: Vec<ArticleId> = picks.iter().map(|pick| pick.article).collect();
        let oldest = picks.iter().map(|pick| pick.since).min().unwrap_or_default();
        let gone = changes::withdrawn_after(db, &ids, oldest).await?;
        let gone: HashMap<ArticleId, ChangeNumber> = gone.into_iter().collect();
        let held = |pick: &&Pick| gone.get(&pick.article).is_none_or(|at| *at <= pick.since);
        let ids: Vec<ArticleId> = picks.iter().filter(held).map(|pick| pick.article).collect();
        let cards = picked::cards(db, scope, &ids).await?;
        Ok(Self(cards.into_iter().map(|card| (card.id, card)).collect()))
    }

    /// Whether readers may see it.
    pub(crate) fn has(&self, pick: &Pick) -> bool {
        self.0.contains_key(&pick.article)
    }

    pub(crate) fn get(&self, id: ArticleId) -> Option<&Card> {
        self.0.get(&id)
    }

    /// The story of each slot now, nothing where the newest is to stand.
    pub(crate) fn showing(&self, layout: &Layout, now_ms: i64) -> Vec<Option<Card>> {
        let shown = layout.showing(now_ms, |pick| self.has(pick));
        shown.into_iter().map(|id| id.and_then(|id| self.get(id)).cloned()).collect()
    }
}

/// Leaves out of a layout what readers could not see now or whose time has passed.
pub(crate) async fn alive(
    tx: &DatabaseTransaction,
    scope: &Scope,
    layout: &Layout,
    now_ms: i64,
) -> Result<Layout> {
    let stories = Stories::of(tx, scope, &layout.chosen()).await?;
    let mut alive = layout.clone();
    alive.retain(|pick| stories.has(pick) && !pick.is_over(now_ms));
    Ok(alive)
}

/// Puts the newest into the slots that nobody filled.
pub(crate) fn filled(
    slots: Vec<Option<Card>>,
    newest: &mut impl Iterator<Item = Card>,
) -> Vec<Card> {
    // A slot that stays empty (there are too few stories) lets the next ones move up.
    slots.into_iter().filter_map(|slot| slot.or_else(|| newest.next())).collect()
}
