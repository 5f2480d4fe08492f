//! What the page of a front sends: its whole layout as the person sees it, and what is to be done.

use content::front::{Flaw, Layout, Pick};
use content::id::{ArticleId, ChangeNumber};
use serde::Deserialize;
use themes::dates;

use super::act::Act;
use crate::error::{Error, Result};
use crate::fronts::store::Front;

/// The form. One line a choice in three fields: its slot and article, its beginning, its end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    pub(super) csrf: String,
    pub(super) version: i64,
    /// What is to be done; see [`Act::read`].
    viec: String,
    /// The slot that a story is to be put into.
    o: String,
    /// `<slot>-<article>`.
    bai: Vec<String>,
    tu: Vec<String>,
    den: Vec<String>,
    /// Slots in which the stored choice is taken; empty ones keep the own.
    chon: Vec<String>,
}

impl Sent {
    /// # Errors
    /// `BadRequest` when it is nothing that a front can do.
    pub(super) fn act(&self) -> Result<Act> {
        Act::read(&self.viec, &self.o).ok_or(Error::BadRequest("error-form"))
    }

    /// The slots in which the stored choice is to be taken.
    pub(super) fn theirs(&self) -> Vec<usize> {
        self.chon.iter().filter_map(|slot| slot.parse().ok()).collect()
    }

    /// The slot in which the sender saw a story.
    pub(super) fn slot_of(&self, article: ArticleId) -> Option<usize> {
        let mut lines = self.bai.iter().filter_map(|line| line.split_once('-'));
        let (slot, _) = lines.find(|(_, id)| id.parse() == Ok(article.get()))?;
        slot.parse().ok()
    }

    /// Whether it answers the page on which two layouts were compared.
    pub(super) fn is_answer(&self) -> bool {
        !self.chon.is_empty()
    }

    /// The layout that was sent. `known` are layouts in which a choice may have stood before.
    ///
    /// # Errors
    /// `BadRequest` for what no page of ours sends or what is no time.
    pub(super) fn layout(
        &self,
        front: Front,
        known: &[&Layout],
        last: ChangeNumber,
    ) -> Result<Layout> {
        let lines = self.bai.len();
        if self.tu.len() != lines || self.den.len() != lines {
            return Err(Error::BadRequest("error-form"));
        }
        let mut layout = front.empty();
        for ((line, from), until) in self.bai.iter().zip(&self.tu).zip(&self.den) {
            let (slot, article) = line.split_once('-').ok_or(Error::BadRequest("error-form"))?;
            let slot: usize = slot.parse().ok().ok_or(Error::BadRequest("error-form"))?;
            let article: i64 = article.parse().ok().ok_or(Error::BadRequest("error-form"))?;
            let article = ArticleId::new(article);
            let pick = Pick {
                article,
                from_ms: minute(from)?,
                until_ms: minute(until)?,
                since: since(known, article, last),
            };
            layout.add(slot, pick).map_err(flawed)?;
        }
        Ok(layout)
    }
}

/// When a story was chosen first: now, unless it stands there already.
pub(super) fn since(known: &[&Layout], article: ArticleId, last: ChangeNumber) -> ChangeNumber {
    let found = known.iter().find_map(|layout| layout.find(article));
    found.map_or(last, |(_, pick)| pick.since)
}

/// A flaw of a layout as an error of the request.
pub(super) fn flawed(flaw: Flaw) -> Error {
    Error::BadRequest(flaw.key())
}

fn minute(text: &str) -> Result<Option<i64>> {
    match text.trim() {
        "" => Ok(None),
        text => dates::minute(text).map(Some).ok_or(Error::BadRequest("front-bad-time")),
    }
}

#[cfg(test)]
mod tests {
    use super::Sent;
    use crate::fronts::store::Front;
    use content::front::Layout;
    use content::id::{ChangeNumber, SiteId};

    fn read(sent: &Sent) -> Result<Layout, crate::error::Error> {
        let home = Front { site: SiteId::new(1), section: None };
        sent.layout(home, &[], ChangeNumber::new(7))
    }

    fn sent(lines: &[(&str, &str, &str)]) -> Sent {
        let all = |take: fn(&(&str, &str, &str)) -> String| lines.iter().map(take).collect();
        Sent {
            bai: all(|line| line.0.to_owned()),
            tu: all(|line| line.1.to_owned()),
            den: all(|line| line.2.to_owned()),
            ..Sent::default()
        }
    }

    #[test]
    fn a_layout_is_read_line_by_line() {
        let layout = read(&sent(&[("0-12", "", ""), ("1-13", "2024-01-08T09:24", "")])).unwrap();
        let (slot, pick) = layout.find(content::id::ArticleId::new(13)).unwrap();
        assert_eq!((slot, pick.from_ms, pick.since.get()), (1, Some(1_704_680_640_000), 7));
    }

    #[test]
    fn what_no_page_sends_is_refused() {
        for line in [
            ("0", "", ""),
            ("-1-2", "", ""),
            ("x-2", "", ""),
            ("0-y", "", ""),
            ("5-1", "", ""),
            ("10000-1", "", ""),
            ("99999999999999999999-1", "", ""),
            ("0-1", "hôm nay", ""),
            ("0-1", "", "2024-02-30T10:00"),
        ] {
            assert!(read(&sent(&[line])).is_err(), "{line:?}");
        }
        let many: Vec<_> = (0..10_000).map(|_| ("0-1", "", "")).collect();
        assert!(read(&sent(&many)).is_err());
        let uneven = Sent { bai: vec!["0-1".to_owned()], ..Sent::default() };
        assert!(read(&uneven).is_err());
    }
}
