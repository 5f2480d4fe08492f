//! Every role × act × state, against a table written for people and not derived from the code.

use super::decide::{Act, Change, Refusal, Standing, Times, decide};
use super::rights::{Grant, Ownership, Right, Rights, Role, may_inspect, rights_in};
use crate::article::{Fault, PublicState, ReviewState};
use crate::check::{Finding, Place, Rule, Severity};
use crate::id::{ArticleId, SectionId};
use crate::lang::Lang;

const NOW: i64 = 1_000;

fn standing(public: PublicState, review: ReviewState) -> Standing {
    Standing {
        article: ArticleId::new(1),
        version: 3,
        public,
        review,
        behind: if public == PublicState::Scheduled { PublicState::Unpublished } else { public },
        times: Times { scheduled_ms: Some(NOW + 1), ..Times::default() },
        missing_to_submit: vec![],
        missing_to_publish: vec![],
        blockers: vec![],
        override_reason: String::new(),
    }
}

fn rights(role: Role, ownership: Ownership) -> Rights {
    let grants = [Grant { role, sections: vec![], languages: vec![] }];
    rights_in(&grants, Some(SectionId::new(5)), &Lang::vi(), ownership)
}

fn act(name: &str) -> Act {
    match name {
        "write" => Act::Write,
        "submit" => Act::Submit,
        "recall" => Act::Recall,
        "discard" => Act::Discard,
        "recover" => Act::Recover,
        "take" => Act::Take,
        "return" => Act::Return { note: "thiếu số liệu".into() },
        "approve" => Act::Approve,
        "publish" => Act::Publish,
        "schedule" => Act::Schedule { at_ms: NOW + 1 },
        "unschedule" => Act::Unschedule,
        "release" => Act::Release,
        "expire_at" => Act::ExpireAt { at_ms: Some(NOW + 2) },
        "embargo" => Act::Embargo { until_ms: Some(NOW + 1) },
        "expire" => Act::Expire,
        "withdraw" => Act::Withdraw { reason: "sai".into() },
        "correct" => Act::Correct { note: "đính chính".into() },
        other => panic!("no act {other}"),
    }
}

const ACTS: [&str; 17] = [
    "write",
    "submit",
    "recall",
    "discard",
    "recover",
    "take",
    "return",
    "approve",
    "publish",
    "schedule",
    "unschedule",
    "release",
    "expire_at",
    "embargo",
    "expire",
    "withdraw",
    "correct",
];

/// Who may do each act: c contributor, r reporter (lower case: only own articles), E editor,
/// S secretary, C chief, P portal; e editor with an own one. Bringing back a withdrawn article: C.
const WHO: [(&str, &str); 17] = [
    ("write", "c r E S C P"),
    ("submit", "c r E S C P"),
    // Everybody, and only their own.
    ("recall", "c r E S C P"),
    ("discard", "c r e S C P"),
    ("recover", "c r e S C P"),
    ("take", "E S C P"),
    ("return", "E S C P"),
    ("approve", "E S C P"),
    ("publish", "S C P"),
    ("schedule", "S C P"),
    ("unschedule", "S C P"),
    ("release", "S C P"),
    ("expire_at", "S C P"),
    ("embargo", "E S C P"),
    ("expire", "S C P"),
    ("withdraw", "C"),
    ("correct", "C"),
];

/// From which states: act, public states, review states, public after, review after (= same).
/// Any review state (*) is any but the one of a text that was thrown away.
const FROM: [(&str, &str, &str, &str, &str); 21] = [
    ("write", "*", "draft returned", "=", "="),
    ("submit", "*", "draft returned", "=", "submitted"),
    ("recall", "*", "submitted", "=", "draft"),
    ("discard", "unpublished", "draft returned", "=", "discarded"),
    ("recover", "*", "discarded", "=", "draft"),
    ("take", "*", "submitted", "=", "in_review"),
    ("return", "scheduled", "submitted in_review approved", "unpublished", "returned"),
    ("return", "*", "submitted in_review approved", "=", "returned"),
    ("approve", "*", "submitted in_review", "=", "approved"),
    ("publish", "*", "approved", "live", "approved"),
    ("schedule", "live", "approved", "live", "approved"),
    ("schedule", "unpublished scheduled expired withdrawn", "approved", "scheduled", "approved"),
    ("unschedule", "scheduled", "*", "unpublished", "="),
    ("unschedule", "live", "*", "=", "="),
    ("release", "scheduled live", "*", "live", "="),
    ("expire_at", "live scheduled", "*", "=", "="),
    ("embargo", "unpublished scheduled expired withdrawn", "*", "=", "="),
    ("expire", "live", "*", "expired", "="),
    ("withdraw", "live scheduled", "*", "withdrawn", "="),
    ("correct", "live", "*", "=", "="),
    // Writing on a text in the editors' hands has its own test below.
    ("none", "", "", "", ""),
];

fn letter(role: Role) -> &'static str {
    match role {
        Role::Contributor => "c",
        Role::Reporter => "r",
        Role::Editor => "E",
        Role::Secretary => "S",
        Role::Chief => "C",
        Role::Portal => "P",
        Role::Inspector | Role::Admin => "-",
    }
}

fn allowed(role: Role, ownership: Ownership, act: &str, public: PublicState) -> bool {
    let back = public == PublicState::Withdrawn && matches!(act, "publish" | "schedule");
    let who = if back { "C" } else { WHO.iter().find(|row| row.0 == act).unwrap().1 };
    let sign = letter(role);
    let has = |one: &str| who.split(' ').any(|other| other == one);
    let editor_own = sign == "E" && has("e");
    let only_own = act == "recall" || sign.chars().all(char::is_lowercase) || editor_own;
    let listed = has(sign) || editor_own;
    listed && (ownership == Ownership::Own || !only_own)
}

fn after(
    role: Role,
    act: &str,
    public: PublicState,
    review: ReviewState,
) -> Option<(String, String)> {
    let word = |list: &str, word: &str| list == "*" || list.split(' ').any(|one| one == word);
    let same = |to: &str, now: &str| if to == "=" { now.to_owned() } else { to.to_owned() };
    if act == "write" {
        let editors = !matches!(role, Role::Contributor | Role::Reporter);
        let seen = matches!(public.as_str(), "live" | "expired" | "withdrawn");
        match review.as_str() {
            "submitted" | "in_review" | "approved" if editors => {
                return Some((public.as_str().to_owned(), "in_review".to_owned()));
            }
            "approved" if seen => return Some((public.as_str().to_owned(), "draft".to_owned())),
            _ => {}
        }
    }
    FROM.iter()
        .filter(|row| row.2 != "*" || review != ReviewState::Discarded)
        .find(|row| row.0 == act && word(row.1, public.as_str()) && word(row.2, review.as_str()))
        .map(|row| (same(row.3, public.as_str()), same(row.4, review.as_str())))
}

#[expect(clippy::excessive_nesting, reason = "five questions make one cell")]
#[test]
fn every_role_act_and_state_is_decided_as_the_table_says() {
    let mut cells = 0;
    for role in Role::ALL {
        for ownership in [Ownership::Own, Ownership::Other] {
            for name in ACTS {
                for public in PublicState::ALL {
                    for review in ReviewState::ALL {
                        cells += 1;
                        let got = decide(
                            &standing(public, review),
                            act(name),
                            &rights(role, ownership),
                            NOW,
                        );
                        let cell = format!("{role:?} {ownership:?} {name} {public:?} {review:?}");
                        check(&cell, got, role, (ownership, name, public, review));
                    }
                }
            }
        }
    }
    assert_eq!(cells, 8 * 2 * 17 * 30);
}

fn check(
    cell: &str,
    got: Result<Change, Refusal>,
    role: Role,
    (ownership, name, public, review): (Ownership, &'static str, PublicState, ReviewState),
) {
    if !allowed(role, ownership, name, public) {
        assert_eq!(got, Err(Refusal::NotAllowed { act: name }), "{cell}");
        return;
    }
    match after(role, name, public, review) {
        None => assert_eq!(got, Err(Refusal::NotFrom { act: name, public, review }), "{cell}"),
        Some(expected) => {
            let change = got.unwrap_or_else(|refusal| panic!("{cell}: {refusal:?}"));
            let states = (change.public().as_str().to_owned(), change.review().as_str().to_owned());
            assert_eq!(states, expected, "{cell}");
            assert_eq!((change.based_on(), change.article()), (3, ArticleId::new(1)), "{cell}");
        }
    }
}

#[test]
fn an_incomplete_text_is_neither_approved_nor_published() {
    let mut bare = standing(PublicState::Unpublished, ReviewState::Submitted);
    bare.missing_to_publish = vec![Fault::AltMissing];
    let chief = rights(Role::Chief, Ownership::Other);
    let refused = Err(Refusal::Incomplete(vec![Fault::AltMissing]));
    assert_eq!(decide(&bare, Act::Approve, &chief, NOW), refused);
    bare.review = ReviewState::Approved;
    assert_eq!(decide(&bare, Act::Publish, &chief, NOW), refused);
}

#[test]
fn sending_for_editing_needs_a_title_but_not_yet_a_body() {
    let mut bare = standing(PublicState::Unpublished, ReviewState::Draft);
    let own = rights(Role::Reporter, Ownership::Own);
    bare.missing_to_publish = vec![Fault::BodyMissing];
    assert!(decide(&bare, Act::Submit, &own, NOW).is_ok());
    bare.missing_to_submit = vec![Fault::TitleMissing];
    let refused = Err(Refusal::Incomplete(vec![Fault::TitleMissing]));
    assert_eq!(decide(&bare, Act::Submit, &own, NOW), refused);
}

fn blocker() -> Finding {
    Finding {
        rule: Rule::Alt,
        severity: Severity::Blocker,
        key: "check-alt-missing",
        place: Place::Block(2),
        measure: None,
        words: String::new(),
    }
}

#[test]
fn what_the_checks_block_goes_out_only_with_a_reason_that_is_kept() {
    let mut ready = standing(PublicState::Unpublished, ReviewState::Approved);
    ready.blockers = vec![blocker()];
    let secretary = rights(Role::Secretary, Ownership::Other);
    for act in [Act::Publish, Act::Schedule { at_ms: NOW + 1 }] {
        ready.override_reason = " \n".into();
        let refused = Err(Refusal::Blocked(vec![blocker()]));
        assert_eq!(decide(&ready, act.clone(), &secretary, NOW), refused);
        ready.override_reason = " Tin khẩn ".into();
        let change = decide(&ready, act, &secretary, NOW).unwrap();
        assert_eq!(change.passed_over(), [blocker()]);
        assert_eq!(change.override_reason(), "Tin khẩn");
    }
}

#[test]
fn a_reason_passes_over_blockers_and_nothing_else() {
    let mut bare = standing(PublicState::Unpublished, ReviewState::Approved);
    bare.override_reason = "Tin khẩn".into();
    let chief = rights(Role::Chief, Ownership::Other);
    let change = decide(&bare, Act::Publish, &chief, NOW).unwrap();
    assert_eq!((change.passed_over(), change.override_reason()), (&[][..], ""));
    bare.blockers = vec![blocker()];
    bare.missing_to_publish = vec![Fault::AltMissing];
    let refused = Err(Refusal::Incomplete(vec![Fault::AltMissing]));
    assert_eq!(decide(&bare, Act::Publish, &chief, NOW), refused);
    let editor = rights(Role::Editor, Ownership::Other);
    let refused = Err(Refusal::NotAllowed { act: "publish" });
    assert_eq!(decide(&bare, Act::Publish, &editor, NOW), refused);
}

#[test]
fn the_checks_stop_nothing_on_the_way_to_the_editors() {
    let mut bare = standing(PublicState::Unpublished, ReviewState::Submitted);
    bare.blockers = vec![blocker()];
    let editor = rights(Role::Editor, Ownership::Other);
    let change = decide(&bare, Act::Approve, &editor, NOW).unwrap();
    assert!(change.passed_over().is_empty());
}

#[test]
fn returning_and_withdrawing_need_a_word_of_explanation() {
    let live = standing(PublicState::Live, ReviewState::Approved);
    let chief = rights(Role::Chief, Ownership::Other);
    for act in [Act::Return { note: " ".into() }, Act::Withdraw { reason: String::new() }] {
        assert_eq!(decide(&live, act, &chief, NOW), Err(Refusal::NoteMissing));
    }
}

#[test]
fn nothing_goes_out_before_its_embargo_and_everything_after() {
    let mut ready = standing(PublicState::Scheduled, ReviewState::Approved);
    ready.times.embargo_ms = Some(NOW + 5);
    let secretary = rights(Role::Secretary, Ownership::Other);
    let held = Err(Refusal::Embargoed { until_ms: NOW + 5 });
    for act in [Act::Publish, Act::Release, Act::Schedule { at_ms: NOW + 4 }] {
        assert_eq!(decide(&ready, act, &secretary, NOW), held);
    }
    assert!(decide(&ready, Act::Schedule { at_ms: NOW + 5 }, &secretary, NOW).is_ok());
    assert!(decide(&ready, Act::Release, &secretary, NOW + 5).is_ok());
    assert!(decide(&ready, Act::Embargo { until_ms: None }, &secretary, NOW).is_ok());
}

#[test]
fn without_a_waiting_text_there_is_nothing_to_release_or_to_take_back() {
    let mut live = standing(PublicState::Live, ReviewState::Approved);
    live.times.scheduled_ms = None;
    let secretary = rights(Role::Secretary, Ownership::Other);
    for act in [Act::Release, Act::Unschedule] {
        let (public, review) = (live.public, live.review);
        let refused = Err(Refusal::NotFrom { act: act.name(), public, review });
        assert_eq!(decide(&live, act, &secretary, NOW), refused);
    }
}

#[test]
fn nothing_is_scheduled_into_the_past() {
    let ready = standing(PublicState::Unpublished, ReviewState::Approved);
    let secretary = rights(Role::Secretary, Ownership::Other);
    let refused = decide(&ready, Act::Schedule { at_ms: NOW }, &secretary, NOW);
    assert_eq!(refused, Err(Refusal::InThePast));
}

#[test]
fn a_grant_holds_only_in_its_sections_and_languages() {
    let grant = Grant {
        role: Role::Editor,
        sections: vec![SectionId::new(5)],
        languages: vec![Lang::vi()],
    };
    let has = |section, language: &str| {
        let language = Lang::parse(language).unwrap();
        rights_in(std::slice::from_ref(&grant), section, &language, Ownership::Other)
            .has(Right::Approve)
    };
    assert!(has(Some(SectionId::new(5)), "vi"));
    assert!(!has(Some(SectionId::new(6)), "vi"));
    assert!(!has(Some(SectionId::new(5)), "km"));
    assert!(!has(None, "vi"));
}

#[test]
fn the_administrator_reads_and_publishes_nothing_by_that_alone() {
    let rights = rights(Role::Admin, Ownership::Own);
    assert!(!rights.has(Right::Read) && !rights.has(Right::Publish) && !rights.has(Right::Write));
}

#[test]
fn times_that_contradict_each_other_are_refused() {
    let mut ready = standing(PublicState::Scheduled, ReviewState::Approved);
    let secretary = rights(Role::Secretary, Ownership::Other);
    ready.times.scheduled_ms = Some(NOW + 10);
    let early = Act::Embargo { until_ms: Some(NOW + 11) };
    assert_eq!(
        decide(&ready, early, &secretary, NOW),
        Err(Refusal::ScheduledBefore { at_ms: NOW + 10 })
    );
    let ends = |at_ms| Act::ExpireAt { at_ms: Some(at_ms) };
    assert_eq!(decide(&ready, ends(NOW + 10), &secretary, NOW), Err(Refusal::ExpiresBeforeShown));
    assert!(decide(&ready, ends(NOW + 11), &secretary, NOW).is_ok());
    ready.times.expires_ms = Some(NOW + 20);
    let later = Act::Schedule { at_ms: NOW + 20 };
    assert_eq!(decide(&ready, later, &secretary, NOW), Err(Refusal::ExpiresBeforeShown));
    assert!(decide(&ready, Act::Schedule { at_ms: NOW + 19 }, &secretary, NOW).is_ok());
}

#[test]
fn everybodys_acts_are_seen_by_managers_and_by_chiefs_and_inspectors_of_everything() {
    let sees = |role: Role, sections: &[i64], languages: &[Lang]| {
        let sections = sections.iter().copied().map(SectionId::new).collect();
        may_inspect(&[Grant { role, sections, languages: languages.to_vec() }])
    };
    let whole: Vec<Role> = Role::ALL.into_iter().filter(|role| sees(*role, &[], &[])).collect();
    assert_eq!(whole, [Role::Chief, Role::Inspector, Role::Admin]);
    for role in [Role::Chief, Role::Inspector] {
        assert!(!sees(role, &[5], &[]) && !sees(role, &[], &[Lang::vi()]));
    }
    assert!(!may_inspect(&[]));
}
