//! Signed-in browsers in a few words, for the lists from which they can be signed out.

use themes::dates;
use themes::view::desk::account::SessionRow;

use super::screen::Screen;
use super::store::session::{Line, Session};

/// The rows of a list; `own` marks the browser in use.
pub(crate) fn rows(screen: &Screen<'_>, lines: &[Line], own: Option<&Session>) -> Vec<SessionRow> {
    let own = own.map(Session::handle);
    let row = |line: &Line| SessionRow {
        handle: line.handle.clone(),
        device: device(screen, &line.agent),
        address: line.address.clone(),
        created: dates::short(line.created_ms),
        seen: dates::short(line.seen_ms),
        current: own.as_ref() == Some(&line.handle),
    };
    lines.iter().map(row).collect()
}

fn device(screen: &Screen<'_>, agent: &str) -> String {
    let texts = screen.app.themes.texts();
    match (browser(agent), system(agent)) {
        (Some(browser), Some(system)) => {
            let values = [("browser", browser.into()), ("system", system.into())];
            texts.say(screen.language, "session-device", &values)
        }
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => screen.say("session-device-unknown"),
    }
}

/// Marks in the order in which they tell browsers apart: most call themselves Chrome or Safari too.
const BROWSERS: [(&str, &str); 9] = [
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

fn browser(agent: &str) -> Option<&'static str> {
    BROWSERS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

fn system(agent: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::{browser, system};

    #[test]
    fn browsers_and_systems_are_told_apart_by_their_own_words() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
        let edge = format!("{chrome} Edg/131.0.0.0");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        let android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36";
        let told = |agent: &str| (browser(agent), system(agent));
        assert_eq!(told(chrome), (Some("Chrome"), Some("Windows")));
        assert_eq!(told(&edge), (Some("Edge"), Some("Windows")));
        assert_eq!(told(iphone), (Some("Safari"), Some("iPhone")));
        assert_eq!(told(android), (Some("Samsung Internet"), Some("Android")));
        assert_eq!(told("curl/8.5.0"), (None, None));
    }
}
