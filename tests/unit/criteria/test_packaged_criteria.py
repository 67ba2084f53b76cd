"""The packaged data say what the fact base says, and mark what is ours."""

from typing import get_args

import pytest

from tracker import words
from tracker.criteria.reading import read
from tracker.criteria.rules import CONDITIONS, KINDS, Confidence, Each, Edition, Obligation, Source, Step
from tracker.organizations.rules import Places

PAIRING = {
    1: (1,),
    2: (2, 3, 4),
    3: (5, 6),
    4: (7,),
    5: (8,),
    6: (9, 10),
    7: (11, 12),
    8: (13, 14, 15, 16),
    9: (17, 18, 19),
}
TITLES = {
    1: "経営者とともに守るべき情報を特定",
    2: "守るべき情報の分類、保管場所の記録",
    3: "識別表示",
    4: "取引先の意向に基づく対策",
    5: "経営層による管理責任者決定",
    6: "管理責任者が誰かを明示",
    7: "ライフサイクル管理の徹底",
    8: "技術情報管理に関する全従業員のリテラシーを高める教育・訓練の実施",
    9: "守るべき情報漏えい時の報告先の決定と周知",
    10: "事故、インシデント、ヒヤリハット発生時の対応手順の策定",
    11: "取引先との秘密保持義務契約の締結",
    12: "管理対象情報へのアクセス制限",
    13: "施錠保管",
    14: "物理的境界管理（1/2）",
    15: "物理的境界管理（2/2）",
    16: "取引先における施錠・巡回管理",
    17: "PC・媒体等の持出し管理",
    18: "アクセス制限と権限管理",
    19: "クラウド利用時のCSPとの秘密保持義務契約",
}
# id → kind, each, max_age_months, covers_months, when
PROMISED = {
    "q08-training-record": ("training_record", "organization", 12, None, ()),
    "q11-nda": ("nda", "partner", None, None, ("partners_hold_information",)),
    "q13-lock-photo": ("photo", "site", 12, None, ()),
    "q13-key-register": ("key_register", "site", 1, None, ()),
    "q14-floor-plan": ("floor_plan", "site", 12, None, ()),
    "q15-visit-log": ("visit_log", "site", 2, 3, ()),
    "q17-carry-out-log": ("carry_out_log", "organization", 1, None, ("form_electronic",)),
    "q19-cloud-contract": ("cloud_contract", "cloud", 12, None, ("uses_cloud",)),
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read()


def test_nine_groups_hold_the_nineteen_questions_in_the_outlines_order(edition: Edition) -> None:
    assert [group.mark for group in edition.catalog.groups] == list("①②③④⑤⑥⑦⑧⑨")
    found = {
        group.id: tuple(question.number for question in edition.catalog.questions if question.group == group.id)
        for group in edition.catalog.groups
    }
    assert found == PAIRING


def test_the_question_titles_are_the_outlines_short_forms(edition: Edition) -> None:
    assert {question.number: question.title.ja for question in edition.catalog.questions} == TITLES


def test_how_questions_14_and_15_differ_is_marked_as_our_reading(edition: Edition) -> None:
    for question in edition.catalog.questions:
        ours = question.number in {14, 15}
        assert question.source.confidence == ("derived" if ours else "stated")
        assert ("資料になく" in question.asks.ja) == ours


def test_groups_1_to_6_are_the_first_step_and_that_is_only_our_assumption(edition: Edition) -> None:
    for question in edition.catalog.questions:
        assert question.step == ("first" if question.group <= 6 else "second")
        assert question.step_source.confidence == "derived"
        assert "仮定" in question.step_source.source


def test_each_change_ends_older_proof_of_the_questions_the_fact_base_names(edition: Edition) -> None:
    assert {kind.id: kind.questions for kind in edition.catalog.change_kinds} == {
        "manager_changed": (5, 6, 12, 18),
        "layout_changed": (13, 14, 15),
        "leaver": (12, 18),
        "new_customer": (4, 11),
    }


def test_the_eight_bodies_with_validity_report_and_nothing_unverified_in_their_contact(edition: Edition) -> None:
    assert {body.id: body.name.ja for body in edition.bodies} == {
        "jqa": "一般財団法人日本品質保証機構",
        "jaco": "株式会社日本環境認証機構",
        "bsk": "公益財団法人防衛基盤整備協会",
        "isk": "一般社団法人情報セキュリティ関西研究所",
        "jdmia": "一般社団法人日本金型工業会",
        "ride": "ライド株式会社",
        "jicqa": "日本検査キューエイ株式会社",
        "jmsa": "一般社団法人日本金属プレス工業協会",
    }
    for body in edition.bodies:
        assert body.validity_years == 3
        assert body.annual_report
        assert body.validity_source.confidence == body.annual_report_source.confidence == "secondary"
        assert set(body.contact) == {"address", "telephone", "email", "website"}
        assert {value for key, value in body.contact.items() if key != "website"} == {""}


def test_every_body_has_a_profile_and_no_difference_between_them_is_invented(edition: Edition) -> None:
    assert {profile.body for profile in edition.profiles} == {body.id for body in edition.bodies}
    assert len({profile.digest for profile in edition.profiles}) == 8
    for profile in edition.profiles:
        assert profile.questions == edition.catalog.questions
        assert profile.groups == edition.catalog.groups
        assert profile.change_kinds == edition.catalog.change_kinds


@pytest.mark.parametrize("expectation_id", PROMISED)
def test_the_expectations_other_rooms_build_on_are_there(edition: Edition, expectation_id: str) -> None:
    found = edition.profiles[0].expectation(expectation_id)
    assert found is not None
    question, expectation = found
    assert question.number == int(expectation_id[1:3])
    assert expectation.counts
    assert PROMISED[expectation_id] == (
        expectation.kind,
        expectation.each,
        expectation.max_age_months,
        expectation.covers_months,
        expectation.when,
    )


def test_nothing_is_called_required_because_the_schemes_text_was_not_seen(edition: Edition) -> None:
    for question in edition.catalog.questions:
        for expectation in question.expectations:
            assert expectation.obligation in {"unknown", "optional"}
            assert expectation.source.confidence == "derived"
            assert "非公式" in expectation.source.source


def test_each_question_asks_for_two_to_five_proofs_and_an_ordinary_plant_for_about_46_slots(edition: Edition) -> None:
    plant = Places(sites=("honsha", "dai-ni"), partners=("seiki",), clouds=("drive",))
    slots = 0
    for question in edition.catalog.questions:
        assert 2 <= len(question.expectations) <= 5
        asked = sum(len(plant.keys(each.each)) for each in question.expectations if each.counts)
        assert asked >= 2
        slots += asked
    assert 40 <= slots <= 52


def test_every_condition_and_every_kind_is_used_by_some_expectation(edition: Edition) -> None:
    expectations = [each for question in edition.catalog.questions for each in question.expectations]
    assert {condition for each in expectations for condition in each.when} == set(CONDITIONS)
    assert {each.kind for each in expectations} == set(KINDS)


def test_every_source_is_written_out_in_both_languages(edition: Edition) -> None:
    sources = [edition.catalog.source]
    sources += [group.source for group in edition.catalog.groups]
    sources += [kind.source for kind in edition.catalog.change_kinds]
    for question in edition.catalog.questions:
        assert question.group_source is not None
        sources += [question.source, question.step_source, question.group_source]
        sources += [each.source for each in question.expectations]
    for body in edition.bodies:
        sources += [body.source, body.scope.source, body.validity_source, body.annual_report_source]
    sources += [profile.source for profile in edition.profiles]
    for source in sources:
        assert len(source.in_locale("ja")) > 20
        assert len(source.in_locale("en")) > 20
        assert source.in_locale("ja") != source.in_locale("en")


def test_a_source_without_english_reads_japanese() -> None:
    assert Source("社内の記録", "derived").in_locale("en") == "社内の記録"


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("kind", KINDS),
        ("condition", CONDITIONS),
        ("step", get_args(Step)),
        ("obligation", get_args(Obligation)),
        ("each", get_args(Each)),
        ("confidence", get_args(Confidence)),
        ("eligibility.verdict", ("yes", "no", "not_known")),
    ],
)
def test_everything_a_page_names_has_words_of_its_own(family: str, names: tuple[str, ...]) -> None:
    for locale in words.LOCALES:
        said = [words.translate(f"criteria.{family}.{name}", locale=locale) for name in names]
        assert not [sentence for sentence in said if sentence.startswith("criteria.")]
        assert len(set(said)) == len(names)


def test_what_we_take_for_required_says_so() -> None:
    assert words.translate("criteria.obligation.unknown") == "必須とみなす（非公式）"
    assert words.translate("criteria.obligation.optional") == "推奨"
