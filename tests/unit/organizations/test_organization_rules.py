from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import InvalidInput
from tracker.organizations.rules import (
    INDUSTRIES,
    MAX_NAME,
    SLUG,
    Places,
    Stated,
    changes_between,
    check_slug,
    check_stated,
    clean_line,
    kind_of,
    propose_slug,
    read_amount,
)

slugs = st.from_regex(SLUG, fullmatch=True)


@given(st.lists(slugs, unique=True), st.lists(slugs, unique=True), st.lists(slugs, unique=True))
def test_each_place_has_one_key_and_the_key_tells_its_kind(sites, partners, clouds):
    places = Places(tuple(sites), tuple(partners), tuple(clouds))
    for each, expected in (("site", sites), ("partner", partners), ("cloud", clouds)):
        keys = places.keys(each)
        assert [key.partition(":")[2] for key in keys] == expected
        assert {kind_of(key) for key in keys} <= {each}
    assert places.keys("organization") == ("organization",)


def test_an_expectation_cannot_be_asked_for_each_unknown_thing():
    with pytest.raises(ValueError, match="planet"):
        Places(()).keys("planet")


@pytest.mark.parametrize("slug", ["", "Honsha", "本社", "-a", "a-", "a_b", "a b", "a" * 41, "../x", "a\n"])
def test_a_slug_that_could_not_stand_in_an_address_is_refused(slug):
    with pytest.raises(InvalidInput) as refusal:
        check_slug(slug)
    assert (refusal.value.reason.code, refusal.value.field) == ("organizations.bad_slug", "slug")


@given(slugs)
def test_a_taken_slug_is_refused_and_a_free_one_comes_back(slug):
    assert check_slug(slug, taken=[f"{slug}x"]) == slug
    with pytest.raises(InvalidInput) as refusal:
        check_slug(slug, taken=[slug])
    assert refusal.value.reason.code == "organizations.slug_taken"


@given(st.text(max_size=80), st.sets(slugs))
def test_a_proposed_slug_is_always_good_and_free(name, taken):
    assert check_slug(propose_slug(name, kind="site", taken=taken), taken=taken)


def test_a_proposed_slug_keeps_latin_names_and_numbers_japanese_ones():
    assert propose_slug("ＡＢＣ Cloud, Inc.", kind="cloud", taken=()) == "abc-cloud-inc"
    assert propose_slug("ABC Cloud Inc", kind="cloud", taken={"abc-cloud-inc"}) == "abc-cloud-inc-1"
    assert propose_slug("第2工場", kind="site", taken={"site-1"}) == "site-2"


@given(st.text(max_size=MAX_NAME // 4))
def test_a_clean_line_is_nfc_on_one_line_and_cleaning_again_changes_nothing(typed):
    text = clean_line(typed, field="name", limit=MAX_NAME, required=False)
    assert text == normalize("NFC", text)
    assert not any(category(letter) == "Cc" for letter in text)
    assert clean_line(text, field="name", limit=MAX_NAME, required=False) == text


@pytest.mark.parametrize("name", ["髙﨑製作所", "𠮷田工業", "ｶﾌﾞｼｷｶﾞｲｼｬ", "①号棟"])
def test_a_name_keeps_the_letters_it_was_typed_with(name):
    assert clean_line(name, field="name", limit=MAX_NAME) == name


def test_an_empty_name_and_one_of_300_characters_are_refused_at_their_field():
    with pytest.raises(InvalidInput) as empty:
        clean_line(" \t\u3000", field="name", limit=MAX_NAME)
    with pytest.raises(InvalidInput) as long:
        clean_line("長" * 300, field="name", limit=MAX_NAME)
    assert (empty.value.reason.code, empty.value.field) == ("organizations.required", "name")
    assert (long.value.reason.code, long.value.field) == ("organizations.too_long", "name")
    assert long.value.reason.params == {"limit": MAX_NAME, "length": 300}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        ("　", None),
        ("0", 0),
        ("86名", 86),
        ("1,200", 1200),
        ("１２００", 1200),
        ("3億", 300_000_000),
        ("1,000万円", 10_000_000),
        ("1億2,500万", 125_000_000),
        ("1億2500万3", 125_000_003),
    ],
)
def test_a_number_is_read_as_offices_write_it(typed, number):
    assert read_amount(typed) == number


@pytest.mark.parametrize("typed", ["abc", "-5", "1.5", "万円x", "五十", "3億億"])
def test_what_is_no_number_is_not_guessed(typed):
    with pytest.raises(ValueError, match=typed):
        read_amount(typed)


@given(st.integers(min_value=0, max_value=10**15))
def test_any_written_whole_number_is_read_back(number):
    assert read_amount(f"{number:,} 円") == number


def test_an_industry_outside_the_list_is_refused():
    with pytest.raises(InvalidInput) as refusal:
        check_stated(Stated("見本工業", industry="farming"))
    assert (refusal.value.reason.code, refusal.value.field) == ("organizations.unknown_industry", "industry")


@pytest.mark.parametrize("field", ["employees", "capital_yen"])
@pytest.mark.parametrize("number", [-1, 10**16])
def test_a_number_that_cannot_be_is_refused_at_its_field(field, number):
    with pytest.raises(InvalidInput) as refusal:
        check_stated(Stated("見本工業", **{field: number}))
    assert refusal.value.field == field


stated = st.builds(
    Stated,
    name=st.just("見本工業"),
    industry=st.none() | st.sampled_from(INDUSTRIES),
    employees=st.none() | st.integers(0, 300),
    capital_yen=st.none() | st.integers(0, 10**12),
    defence_work=st.none() | st.booleans(),
    two_person_rule=st.booleans(),
)


@given(stated)
def test_what_can_be_stated_stays_as_stated(facts):
    assert check_stated(facts) == facts


@given(stated, stated)
def test_the_journal_is_told_exactly_what_differs(before, after):
    changed = changes_between(before, after)
    assert bool(changed) == (before != after)
    for field, (old, new) in changed.items():
        assert (old, new) == (getattr(before, field), getattr(after, field))
        assert old != new
