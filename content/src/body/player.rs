//! Players of other houses that a page may show once its reader has asked for one.

/// A known player, with the address that shows one film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// As people call the house.
    pub name: &'static str,
    /// What a content security policy must name.
    pub origin: &'static str,
    /// Address of the frame.
    pub address: String,
}

/// What is left of an address behind its host, to the address of the player.
type Show = fn(&str) -> Option<String>;

/// Every player that is known: hosts of the pages people copy, name, origin of its frame, and how
/// its films are named. One more is one line and its pattern.
const PLAYERS: [(&[&str], &str, &str, Show); 2] = [
    (
        &["youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"],
        "YouTube",
        "https://www.youtube-nocookie.com",
        youtube,
    ),
    (&["vimeo.com", "www.vimeo.com"], "Vimeo", "https://player.vimeo.com", vimeo),
];

/// The player for the address of a page; nothing for any address that is not exactly of a known
/// form, which then stays the link it is.
#[must_use]
pub fn player(url: &str) -> Option<Player> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let at = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    let host = host.to_ascii_lowercase();
    let (_, name, origin, show) =
        PLAYERS.iter().find(|(hosts, ..)| hosts.contains(&host.as_str()))?;
    Some(Player { name, origin, address: format!("{origin}{}", show(path)?) })
}

/// `/watch?v=ID`, `/shorts/ID`, `/live/ID`, `/embed/ID`, and `/ID` of youtu.be.
fn youtube(path: &str) -> Option<String> {
    let path = path.split('#').next().unwrap_or_default();
    let (place, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = place.split('/').filter(|part| !part.is_empty()).collect();
    let id = match parts.as_slice() {
        ["watch"] => query.split('&').find_map(|pair| pair.strip_prefix("v="))?,
        ["shorts" | "live" | "embed", id] | [id] => id,
        _ => return None,
    };
    let plain =
        id.len() == 11 && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    plain.then(|| format!("/embed/{id}?rel=0"))
}

/// `/ID`, or `/ID/KEY` of a film that is not listed.
fn vimeo(path: &str) -> Option<String> {
    let place = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = place.split('/').filter(|part| !part.is_empty()).collect();
    let (id, key) = match parts.as_slice() {
        [id] => (id, None),
        [id, key] => (id, Some(key)),
        _ => return None,
    };
    let number = (6..=12).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_digit());
    let named = key.is_none_or(|key| {
        (6..=16).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_hexdigit())
    });
    let key = key.map(|key| format!("&h={key}")).unwrap_or_default();
    (number && named).then(|| format!("/video/{id}?dnt=1{key}"))
}

#[cfg(test)]
mod tests {
    use super::player;

    #[test]
    fn the_forms_in_which_people_copy_an_address_lead_to_the_player() {
        let film = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0";
        let table = [
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", film),
            ("http://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42#x", film),
            ("https://YouTube.com/shorts/dQw4w9WgXcQ?feature=share", film),
            ("https://youtu.be/dQw4w9WgXcQ?si=abc", film),
            ("https://www.youtube.com/live/dQw4w9WgXcQ", film),
            ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
            (
                "https://vimeo.com/76979871/8272103f6e#t=1s",
                "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
            ),
        ];
        for (url, address) in table {
            let player = player(url).unwrap();
            assert_eq!(player.address, address, "{url}");
            assert!(address.starts_with(player.origin));
        }
    }

    #[test]
    fn whatever_is_not_of_a_known_form_has_no_player() {
        for url in [
            "https://example.vn/video",
            "https://www.youtube.com/",
            "https://www.youtube.com/watch?v=short",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQextra",
            "https://www.youtube.com/watch?v=dQw4w9WgX\"Q",
            "https://www.youtube.com/playlist?list=PL1234567890",
            "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ",
            "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
            "https://youtu.be/../../../../x",
            "https://youtu.be/<script>xx",
            "javascript:youtu.be/dQw4w9WgXcQ",
            "https://vimeo.com/channels/staffpicks",
            "https://vimeo.com/76979871/../../x",
            "https://vimeo.com/1",
            "",
        ] {
            assert_eq!(player(url), None, "{url}");
        }
    }
}
