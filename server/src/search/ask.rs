//! A reader's or partner's question, from an address to the index; bad filters are told, not fatal.

use content::lang::Lang;
use content::text::tidy_line;
use search_index::{Kind, Order, Question};
use serde::Deserialize;
use themes::dates;

use crate::sites::atlas::{Atlas, Site};

/// Results on a page of the site.
pub(crate) const ON_A_PAGE: usize = 20;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The address's parameters as they were typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) q: String,
    #[serde(rename = "chuyen-muc")]
    pub(crate) section: String,
    #[serde(rename = "tac-gia")]
    pub(crate) byline: String,
    #[serde(rename = "tu")]
    pub(crate) since: String,
    #[serde(rename = "den")]
    pub(crate) until: String,
    #[serde(rename = "xep")]
    pub(crate) order: String,
    /// A kind's key.
    #[serde(rename = "loai")]
    pub(crate) kind: String,
    #[serde(rename = "nam")]
    pub(crate) year: String,
    #[serde(rename = "ngon-ngu")]
    pub(crate) language: String,
    /// `1`: the words exactly as they are.
    #[serde(rename = "nguyen-van")]
    pub(crate) verbatim: String,
    #[serde(rename = "trang")]
    pub(crate) page: String,
    /// When the first page was made, in milliseconds since 1970 UTC; later pages go on with what
    /// there was then.
    #[serde(rename = "luc")]
    pub(crate) moment: String,
}

/// The question, and what of the filters could not be used (a text key, or empty).
pub(crate) struct Read {
    pub(crate) question: Question,
    pub(crate) page: usize,
    pub(crate) fault: &'static str,
}

impl Typed {
    /// Reads the parameters of a site's search page.
    pub(crate) fn read(&self, atlas: &Atlas, site: &Site) -> Read {
        let page = self.page.parse().ok().filter(|page| (1..=500).contains(page)).unwrap_or(1);
        let mut fault = "";
        let mut day = |text: &str| {
            let at = dates::start_of_day(text);
            if at.is_none() && !text.is_empty() {
                fault = "search-bad-date";
            }
            at
        };
        let since_ms = day(&self.since);
        let until_ms = day(&self.until).map(|at| at + DAY_MS);
        let crossed = matches!((since_ms, until_ms), (Some(from), Some(to)) if from >= to);
        let section = Some(self.section.clone())
            .filter(|path| atlas.section_by_path(site.id, path).is_some());
        if crossed {
            fault = "search-dates-crossed";
        } else if section.is_none() && !self.section.is_empty() {
            fault = "search-unknown-section";
        }
        let question = Question {
            text: self.q.clone(),
            site: Some(site.key.clone()),
            section,
            byline: Some(tidy_line(&self.byline)).filter(|name| !name.is_empty()),
            since_ms: since_ms.filter(|_| !crossed),
            until_ms: until_ms.filter(|_| !crossed),
            kind: Kind::from_key(&self.kind),
            language: Some(self.language.clone()).filter(|tag| Lang::parse(tag).is_ok()),
            year: self.year.parse().ok(),
            published_until_ms: self.moment.parse().ok(),
            verbatim: !self.verbatim.is_empty(),
            recency_half_life_days: None,
            order: if self.order == "moi-nhat" { Order::Newest } else { Order::Relevance },
            offset: (page - 1) * ON_A_PAGE,
            limit: ON_A_PAGE,
        };
        Read { question, page, fault }
    }

    /// Which page of results is asked for, as it was typed.
    pub(crate) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1)
    }

    /// Whether the first page of results is asked for.
    pub(crate) fn is_first(&self) -> bool {
        self.page() == 1
    }

    /// The narrowing-down that the form does not show, to be sent on with it.
    pub(crate) fn choices(&self) -> Vec<(String, String)> {
        let all = [
            ("tac-gia", &self.byline),
            ("loai", &self.kind),
            ("nam", &self.year),
            ("ngon-ngu", &self.language),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// The address of another page of the same question; known parameters only.
    pub(crate) fn address(&self, page: usize) -> String {
        let (page, moment) = match page {
            1 => (String::new(), ""),
            later => (later.to_string(), self.moment.as_str()),
        };
        let all = [
            ("q", self.q.as_str()),
            ("chuyen-muc", &self.section),
            ("tac-gia", &self.byline),
            ("tu", &self.since),
            ("den", &self.until),
            ("xep", &self.order),
            ("loai", &self.kind),
            ("nam", &self.year),
            ("ngon-ngu", &self.language),
            ("nguyen-van", &self.verbatim),
            ("trang", &page),
            ("luc", moment),
        ];
        let given: Vec<(&str, &str)> =
            all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(given).unwrap_or_default();
        if query.is_empty() { "/tim-kiem".to_owned() } else { format!("/tim-kiem?{query}") }
    }
}
