//! Finds each template (an operator's copy first, then the theme's, then the newspaper's) and
//! renders views with it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use content::body::SafeHtml;
use memchr::{memchr, memmem};
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::assets::Assets;
use crate::drawing::{self, Painted};
use crate::environment;
use crate::files::{
    Fingerprint, OF_ALL, OF_BLOCKS, OF_MEDIA, early, fingerprint, names, overriding, source, style,
};
use crate::texts::Texts;

/// Themes and the one each falls back to.
const THEMES: [(&str, &[&str]); 5] = [
    ("newspaper", &["newspaper"]),
    ("portal", &["portal", "newspaper"]),
    ("transformation", &["transformation", "newspaper"]),
    ("desk", &["desk"]),
    ("mail", &["mail"]),
];

/// What can go wrong with a theme.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A built-in template does not compile, or rendering failed; names file and line.
    #[error("{0:#}")]
    Template(#[from] minijinja::Error),
    /// A file of texts does not parse.
    #[error("{0}")]
    Texts(String),
    /// What a template drew is no picture.
    #[error("card.svg: {0}")]
    Picture(String),
}

/// A page: the view that its template sees.
pub trait Page: Serialize {
    /// File name of the template inside the theme.
    const TEMPLATE: &'static str;

    /// Language of the screen texts on it.
    fn language(&self) -> &str;
}

/// A mail: two templates, `<NAME>.txt` and `<NAME>.html`, that see the same view.
pub trait Letter: Serialize {
    /// File name of both templates, without ending.
    const NAME: &'static str;

    /// Language of the texts in it.
    fn language(&self) -> &str;
}

/// The loaded themes, texts and assets.
#[derive(Debug)]
pub struct Themes {
    overrides: Option<PathBuf>,
    loaded: ArcSwap<Loaded>,
    texts: Arc<Texts>,
    assets: Arc<Assets>,
}

#[derive(Debug)]
struct Loaded {
    environments: HashMap<&'static str, Environment<'static>>,
    /// Without what overrides: shown where an overriding file fails while a page is made. Empty when
    /// nothing overrides.
    built_in: HashMap<&'static str, Environment<'static>>,
    seen: Fingerprint,
    /// Each style that stands in pages, by its name in a policy.
    styles: Vec<(String, String)>,
    script_hashes: Vec<String>,
    /// What the pictures of each theme are drawn by, as a short hash.
    drawings: HashMap<&'static str, String>,
    faults: Vec<String>,
    /// What failed while pages were made.
    late: Mutex<BTreeSet<String>>,
}

/// Faults met while pages were made that are remembered until the next change of a file.
const LATE_MAX: usize = 20;

impl Themes {
    /// Parses every template, so that a broken one stops the start and not a reader. Below
    /// `overrides`, `<theme>/<file>` wins over the built-in file; one that does not compile is
    /// left out and told in [`Themes::faults`].
    ///
    /// # Errors
    /// When a built-in template or text is broken.
    pub fn load(overrides: Option<&Path>) -> Result<Self, ThemeError> {
        let texts = Arc::new(Texts::load()?);
        let assets = Arc::new(Assets::load());
        let overrides = overrides.map(Path::to_owned);
        let loaded = load_all(overrides.as_deref(), &texts, &assets)?;
        Ok(Self { overrides, loaded: ArcSwap::from_pointee(loaded), texts, assets })
    }

    /// Reads the overriding files anew if one has come, changed or gone since the last time, and
    /// tells whether. Takes milliseconds; off the reactor, please.
    ///
    /// # Errors
    /// When a built-in template is broken.
    pub fn follow(&self) -> Result<bool, ThemeError> {
        let seen = self.overrides.as_deref().map(look).unwrap_or_default();
        if self.loaded.load().seen == seen {
            return Ok(false);
        }
        let loaded = load_all(self.overrides.as_deref(), &self.texts, &self.assets)?;
        self.loaded.store(Arc::new(loaded));
        Ok(true)
    }

    /// Overriding files that are not used, or could not be used for some page, each with the reason
    /// and its line.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let loaded = self.loaded.load();
        let late = loaded.late.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.faults.iter().chain(late.iter()).cloned().collect()
    }

    /// Renders a page in a theme; an unknown theme is the newspaper's.
    ///
    /// # Errors
    /// When the template uses something that the view does not have.
    pub fn render<P: Page>(&self, theme: &str, page: &P) -> Result<String, ThemeError> {
        self.made(theme, page, Ok)
    }

    /// Renders a page whose template is an SVG file and paints it, with `cover`, a JPEG file, where
    /// the template has it. Takes a tenth of a second; off the reactor, please.
    ///
    /// # Errors
    /// As [`Themes::render`], and when the template draws what is no picture.
    pub fn draw<P: Page>(
        &self,
        theme: &str,
        page: &P,
        cover: Option<&Arc<Vec<u8>>>,
    ) -> Result<Painted, ThemeError> {
        self.made(theme, page, |svg| drawing::paint(&svg, cover))
    }

    /// Tells one look of a theme's pictures from another: a few letters made from their template.
    #[must_use]
    pub fn drawing(&self, theme: &str) -> String {
        let loaded = self.loaded.load();
        let drawn = loaded.drawings.get(theme).or_else(|| loaded.drawings.get("newspaper"));
        drawn.cloned().unwrap_or_default()
    }

    fn made<P: Page, T>(
        &self,
        theme: &str,
        page: &P,
        finish: impl Fn(String) -> Result<T, ThemeError>,
    ) -> Result<T, ThemeError> {
        let loaded = self.loaded.load();
        let theme = if loaded.environments.contains_key(theme) { theme } else { "newspaper" };
        let Some(environment) = loaded.environments.get(theme) else {
            return Err(ThemeError::Texts("no theme is loaded".to_owned()));
        };
        let context = || {
            minijinja::context! {
                language => page.language(),
                page => Value::from(Serde(page)),
            }
        };
        let by = |environment: &Environment<'_>| {
            finish(environment.get_template(P::TEMPLATE)?.render(context())?)
        };
        match (by(environment), loaded.built_in.get(theme)) {
            (Err(why), Some(built_in)) => {
                let made = by(built_in)?;
                // The built-in one can do it: an overriding file is to blame.
                loaded.note(format!("{theme}/{why}"));
                Ok(made)
            }
            (made, _) => made,
        }
    }

    /// Renders a mail: its plain form, then its HTML.
    ///
    /// # Errors
    /// When a template uses something that the view does not have.
    pub fn letter<L: Letter>(&self, letter: &L) -> Result<(String, String), ThemeError> {
        let loaded = self.loaded.load();
        let Some(environment) = loaded.environments.get("mail") else {
            return Err(ThemeError::Texts("no mails are loaded".to_owned()));
        };
        let part = |ending: &str| {
            let template = environment.get_template(&format!("{}.{ending}", L::NAME))?;
            template.render(minijinja::context! {
                language => letter.language(),
                letter => Value::from(Serde(letter)),
            })
        };
        Ok((part("txt")?, part("html")?))
    }

    /// What a content security policy must name to allow the pages' own styles:
    /// `'sha256-…'` for each theme.
    #[must_use]
    pub fn style_hashes(&self) -> Vec<String> {
        self.loaded.load().styles.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The same for the styles that stand in this very page: each name costs it its bytes, and a
    /// policy that names less allows less.
    #[must_use]
    pub fn styles_in(&self, page: &[u8]) -> Vec<String> {
        let loaded = self.loaded.load();
        let begins = memmem::find_iter(page, "<style");
        let inside: Vec<&[u8]> = begins.filter_map(|at| inside(page.get(at..)?)).collect();
        let there = loaded.styles.iter().filter(|(_, text)| inside.contains(&text.as_bytes()));
        there.map(|(name, _)| name.clone()).collect()
    }

    /// The same for the few bytes of script that stand in a page, so that what its reader chose
    /// shows with the first paint.
    #[must_use]
    pub fn script_hashes(&self) -> Vec<String> {
        self.loaded.load().script_hashes.clone()
    }

    /// Screen texts.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Styles and scripts.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.assets
    }
}

/// What stands in the element whose tag begins here.
fn inside(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.get(memchr(b'>', rest)? + 1..)?;
    rest.get(..memmem::find(rest, b"</style>")?)
}

impl Loaded {
    /// Lets the policy name a theme's style and script.
    fn allow(
        &mut self,
        chain: &[&str],
        overrides: Option<&Path>,
        left_out: &BTreeSet<PathBuf>,
        assets: &Assets,
    ) {
        let named =
            |text: &String| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        for files in [OF_ALL, OF_BLOCKS, OF_MEDIA] {
            let style = style(files, chain, overrides, left_out, assets);
            if !style.is_empty() && self.styles.iter().all(|(_, text)| *text != style) {
                self.styles.push((named(&style), style));
            }
        }
        let script = Some(early(chain, overrides, left_out)).filter(|script| !script.is_empty());
        if let Some(hash) = script.as_ref().map(named)
            && !self.script_hashes.contains(&hash)
        {
            self.script_hashes.push(hash);
        }
    }

    fn note(&self, fault: String) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if late.len() < LATE_MAX {
            late.insert(fault);
        }
    }
}

fn look(folder: &Path) -> Fingerprint {
    fingerprint(folder, THEMES.iter().map(|(theme, _)| *theme))
}

fn load_all(
    overrides: Option<&Path>,
    texts: &Arc<Texts>,
    assets: &Arc<Assets>,
) -> Result<Loaded, ThemeError> {
    let mut loaded = Loaded {
        environments: HashMap::new(),
        built_in: HashMap::new(),
        seen: overrides.map(look).unwrap_or_default(),
        styles: Vec::new(),
        script_hashes: Vec::new(),
        drawings: HashMap::new(),
        faults: Vec::new(),
        late: Mutex::default(),
    };
    let overrides = overrides.filter(|_| !loaded.seen.is_empty());
    for (theme, chain) in THEMES {
        let mut left_out = BTreeSet::new();
        let environment = loop {
            let environment = environment::environment(chain, overrides, &left_out, texts, assets);
            let Some((file, why)) = first_broken(&environment, chain) else { break environment };
            let over = overrides
                .and_then(|folder| overriding(folder, chain, &file))
                .filter(|path| !left_out.contains(path));
            let Some(path) = over else { return Err(why.into()) };
            loaded.faults.push(format!("{theme}/{why:#}"));
            left_out.insert(path);
        };
        loaded.allow(chain, overrides, &left_out, assets);
        if overrides.is_some() {
            let nothing = BTreeSet::new();
            loaded.allow(chain, None, &nothing, assets);
            let built_in = environment::environment(chain, None, &nothing, texts, assets);
            loaded.built_in.insert(theme, built_in);
        }
        let drawn = source(chain, overrides, &left_out, "card.svg").unwrap_or_default();
        let drawn: String = blake3::hash(drawn.as_bytes()).to_hex().chars().take(10).collect();
        loaded.drawings.insert(theme, drawn);
        loaded.environments.insert(theme, environment);
    }
    Ok(loaded)
}

fn first_broken(
    environment: &Environment<'_>,
    chain: &[&str],
) -> Option<(String, minijinja::Error)> {
    names(chain)
        .into_iter()
        .find_map(|name| environment.get_template(&name).err().map(|why| (name.clone(), why)))
}

/// The door through which a body's HTML enters a template unescaped.
///
/// # Errors
/// As the serializer's.
pub fn safe<S: serde::Serializer>(html: &SafeHtml, serializer: S) -> Result<S::Ok, S::Error> {
    Value::from_safe_string(html.as_str().to_owned()).serialize(serializer)
}
