//! All sites and sections, in memory: which site a host names, which section an address names.

use std::collections::HashMap;

use content::front::blocks::Block;
use content::id::{SectionId, SiteId};
use content::lang::Lang;
use serde::{Deserialize, Serialize};

/// One site as everything else sees it.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) id: SiteId,
    /// Short stable key: `bao`, `cong`, `chuyen-doi-so`.
    pub(crate) key: String,
    pub(crate) host: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) theme: String,
    /// `newspaper` or `portal`: how times are written.
    pub(crate) stamp: String,
    pub(crate) language: Lang,
    pub(crate) name: String,
    pub(crate) imprint: Imprint,
    /// Below the stories of the home page; none where the theme's own stand there.
    pub(crate) blocks: Vec<Block>,
}

/// What the press law wants shown on every page and in the footer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Imprint {
    pub(crate) tagline: String,
    pub(crate) publisher: String,
    pub(crate) license_number: String,
    pub(crate) license_date: String,
    pub(crate) license_authority: String,
    pub(crate) address: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) editor_in_chief: String,
}

/// One section of one site.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) id: SectionId,
    pub(crate) site: SiteId,
    pub(crate) parent: Option<SectionId>,
    /// `thoi-su` or `thoi-su/chinh-tri`, without a leading slash.
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Below the stories of its first page; mostly none.
    pub(crate) blocks: Vec<Block>,
}

/// Everything in its order of display.
#[derive(Debug, Clone, Default)]
pub(crate) struct Atlas {
    pub(crate) sites: Vec<Site>,
    pub(crate) sections: Vec<Section>,
    by_host: HashMap<String, usize>,
    by_section: HashMap<SectionId, usize>,
    by_path: HashMap<(SiteId, String), usize>,
}

impl Atlas {
    /// Sections alone, for tests of rules about them.
    #[cfg(test)]
    pub(crate) fn of_sections(sections: Vec<Section>) -> Self {
        Self::new(vec![], sections)
    }

    pub(super) fn new(sites: Vec<Site>, sections: Vec<Section>) -> Self {
        let mut by_host = HashMap::new();
        for (at, site) in sites.iter().enumerate() {
            for host in site.aliases.iter().chain([&site.host]) {
                by_host.insert(host.to_lowercase(), at);
            }
        }
        let by_section = sections.iter().enumerate().map(|(at, s)| (s.id, at)).collect();
        let by_path =
            sections.iter().enumerate().map(|(at, s)| ((s.site, s.path.clone()), at)).collect();
        Self { sites, sections, by_host, by_section, by_path }
    }

    /// The site of a `Host` header, with or without a port.
    pub(crate) fn site_of_host(&self, host: &str) -> Option<&Site> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|c| c.is_ascii_digit()) => name,
            Some(_) => return None,
            None => host,
        };
        let found = self.by_host.get(name).or_else(|| self.by_host.get(&name.to_lowercase()));
        found.and_then(|at| self.sites.get(*at))
    }

    pub(crate) fn site(&self, id: SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }

    pub(crate) fn site_by_key(&self, key: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.key == key)
    }

    pub(crate) fn section(&self, id: SectionId) -> Option<&Section> {
        self.by_section.get(&id).and_then(|at| self.sections.get(*at))
    }

    pub(crate) fn section_by_path(&self, site: SiteId, path: &str) -> Option<&Section> {
        self.by_path.get(&(site, path.to_owned())).and_then(|at| self.sections.get(*at))
    }

    /// The sections of a site, in their order, parents before children.
    pub(crate) fn sections_of(&self, site: SiteId) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.site == site)
    }

    pub(crate) fn children_of(&self, parent: SectionId) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.parent == Some(parent))
    }

    /// The sections of a site as a reader reads the tree: each one, then what is below it.
    pub(crate) fn tree_of(&self, site: SiteId) -> Vec<&Section> {
        let mut open: Vec<&Section> =
            self.sections_of(site).filter(|section| section.parent.is_none()).collect();
        open.reverse();
        let mut tree = Vec::new();
        while let Some(section) = open.pop() {
            let below: Vec<&Section> = self.children_of(section.id).collect();
            open.extend(below.into_iter().rev());
            tree.push(section);
            // A circle in the data must not hang a page.
            if tree.len() > self.sections.len() {
                break;
            }
        }
        tree
    }

    /// The section itself and everything below it.
    pub(crate) fn subtree(&self, root: SectionId) -> Vec<SectionId> {
        let mut found = vec![root];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            found.extend(self.children_of(parent).map(|section| section.id));
            at += 1;
            // A circle in the data must not hang a page.
            if found.len() > self.sections.len() {
                break;
            }
        }
        found
    }

    /// From the top section down to this one.
    pub(crate) fn trail(&self, id: SectionId) -> Vec<&Section> {
        let mut trail = Vec::new();
        let mut next = Some(id);
        while let Some(section) = next.and_then(|id| self.section(id)) {
            trail.insert(0, section);
            next = if trail.len() > 16 { None } else { section.parent };
        }
        trail
    }
}

impl Site {
    /// Scheme, host and (outside the standard ports) port, without a slash at the end: scheme and port
    /// of the public address where there is one, else those of the listener.
    pub(crate) fn base_url(&self, public_url: Option<&str>, port: u16) -> String {
        let (scheme, port) = way(public_url, port);
        format!("{scheme}://{}{port}", self.host)
    }
}

/// Scheme and what follows the host.
fn way(public_url: Option<&str>, listener: u16) -> (&'static str, String) {
    let secure = public_url.is_some_and(|url| url.starts_with("https"));
    let (scheme, usual) = if secure { ("https", 443) } else { ("http", 80) };
    let told = |url: &str| url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    let port = public_url.map_or(listener, |url| told(url).unwrap_or(usual));
    (scheme, if port == usual { String::new() } else { format!(":{port}") })
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn links_have_the_port_of_the_public_address_or_that_of_the_listener() {
        for (public_url, listener, scheme, port) in [
            (None, 8080, "http", ":8080"),
            (None, 80, "http", ""),
            (Some("https://bao.vn"), 8080, "https", ""),
            (Some("https://bao.vn:443"), 8080, "https", ""),
            (Some("https://bao.vn:8443"), 8080, "https", ":8443"),
            (Some("http://localhost:8491"), 8080, "http", ":8491"),
            (Some("http://[::1]"), 8080, "http", ""),
        ] {
            assert_eq!(way(public_url, listener), (scheme, port.to_owned()), "{public_url:?}");
        }
    }
}
