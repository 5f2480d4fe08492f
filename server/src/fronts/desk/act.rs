//! What can be done with a front, as the buttons of its page name it.

use content::front::{Flaw, Layout, Pick};
use content::id::{ArticleId, ChangeNumber};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// `luu`: keep what was sent.
    Keep,
    /// `them-{article}` with a slot: put a story there, from the list or from another slot.
    Put(ArticleId, usize),
    /// `len-{article}`
    Raise(ArticleId),
    /// `xuong-{article}`
    Lower(ArticleId),
    /// `bo-{article}`
    Remove(ArticleId),
    /// `len-trang`: what readers see from now on.
    PutUp,
    /// `len-trang-da-xem`: the same with the stored version that was looked at in the preview.
    PutUpSeen,
    /// `bo-nhap`: the working copy is what readers see.
    Forget,
    /// `khoi-phuc-{number}`: the working copy is what was up once.
    Restore(i32),
}

impl Act {
    /// Reads the value of a button.
    pub(super) fn read(word: &str, slot: &str) -> Option<Self> {
        match word {
            "luu" | "" => return Some(Self::Keep),
            "len-trang" => return Some(Self::PutUp),
            "len-trang-da-xem" => return Some(Self::PutUpSeen),
            "bo-nhap" => return Some(Self::Forget),
            _ => {}
        }
        let (act, number) = word.rsplit_once('-')?;
        let article = || number.parse().ok().map(ArticleId::new);
        match act {
            "them" => Some(Self::Put(article()?, slot.parse().ok()?)),
            "len" => article().map(Self::Raise),
            "xuong" => article().map(Self::Lower),
            "bo" => article().map(Self::Remove),
            "khoi-phuc" => number.parse().ok().map(Self::Restore),
            _ => None,
        }
    }

    /// Does it to a layout; what concerns the whole front leaves it as it is.
    ///
    /// # Errors
    /// When the move leads out of the front or into a full slot.
    pub(super) fn apply(self, layout: &mut Layout, since: ChangeNumber) -> Result<(), Flaw> {
        match self {
            Self::Put(article, slot) => {
                let found = layout.find(article).map(|(_, pick)| pick);
                layout.put(slot, found.unwrap_or_else(|| Pick::of(article, since)))
            }
            Self::Raise(article) => layout.raise(article),
            Self::Lower(article) => layout.lower(article),
            Self::Remove(article) => {
                layout.remove(article);
                Ok(())
            }
            Self::Keep | Self::PutUp | Self::PutUpSeen | Self::Forget | Self::Restore(_) => Ok(()),
        }
    }

    /// The word for the notice afterwards, and where the focus goes on.
    pub(super) fn told(self) -> (&'static str, String) {
        match self {
            Self::Keep => ("luu", String::new()),
            Self::Put(article, _) => ("them", format!("&o={article}&nut=up")),
            Self::Raise(article) => ("doi", format!("&o={article}&nut=up")),
            Self::Lower(article) => ("doi", format!("&o={article}&nut=down")),
            Self::Remove(_) => ("bo", String::new()),
            Self::PutUp | Self::PutUpSeen => ("len-trang", String::new()),
            Self::Forget => ("bo-nhap", String::new()),
            Self::Restore(_) => ("khoi-phuc", String::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Act;
    use content::id::ArticleId;

    #[test]
    fn buttons_are_read_and_anything_else_is_nothing() {
        assert_eq!(Act::read("them-12", "3"), Some(Act::Put(ArticleId::new(12), 3)));
        assert_eq!(Act::read("len-12", ""), Some(Act::Raise(ArticleId::new(12))));
        assert_eq!(Act::read("len-trang", ""), Some(Act::PutUp));
        assert_eq!(Act::read("khoi-phuc-4", ""), Some(Act::Restore(4)));
        for bad in ["them-12", "them-x", "xoa-1", "len-", "len", "khoi-phuc-9999999999999"] {
            assert_eq!(Act::read(bad, "x"), None, "{bad}");
        }
    }
}
