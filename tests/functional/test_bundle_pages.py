"""The bundle through the pages: what is missing, sealing, taking an edition along, and what stops it."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tracker.bundle.models import Edition
from tracker.bundle.verify import verify
from tracker.criteria.queries import newest
from tracker.db import confine
from tracker.journal.models import JournalEntry
from tracker.journal.rules import Actor
from tracker.mapping.queries import links_of
from tracker.mapping.service import give_verdict

PAGE = "/bundles/alpha-jqa"


@pytest.fixture
def alpha(world, in_database):
    """Look at Alpha's rows as they are now."""
    confine(in_database, world.organizations["alpha"])

    def rows(*statement):
        in_database.rollback()
        return list(in_database.scalars(select(*statement)))

    return rows


def spoil(world, sha256: str, content: bytes | None = None) -> None:
    """Lose or spoil a blob on the disk."""
    (path,) = (path for path in world.settings.resolved_vault.rglob("*") if path.name in (sha256, sha256[2:]))
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def test_the_page_shows_the_figures_what_is_missing_and_the_editions(client_as, as_words):
    page = as_words(client_as("lead").get(PAGE))
    for words in (
        "審査資料一式",
        "立証可能",
        "そろっていないもの",
        "管理責任者の任命書",
        "封印した版",
        "第1版",
        "未確認",
    ):
        assert words in page


def test_the_page_speaks_english(client_as, as_words):
    page = as_words(client_as("lead").get(f"{PAGE}?lang=en"))
    for words in ("Audit-preparation bundle", "What is missing", "Letter of appointment", "Edition 1", "Not confirmed"):
        assert words in page


def test_a_lead_seals_and_is_told_and_sealing_again_makes_nothing_new(client_as, as_words, alpha):
    lead = client_as("lead")
    answer = lead.post(f"{PAGE}/seal")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "封印しました。" in as_words(lead.get(PAGE))
    assert alpha(Edition.number) == [1, 2]
    lead.post(f"{PAGE}/seal")
    assert "新しい版は作りませんでした" in as_words(lead.get(PAGE))
    assert alpha(Edition.number) == [1, 2]
    assert alpha(JournalEntry.actor_name).count("見本 lead") >= 1


def test_an_edition_downloads_with_its_length_and_name_and_verifies(client_as, tmp_path, alpha):
    answer = client_as("lead").get(f"{PAGE}/editions/1/download")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.data) == alpha(Edition.size)[0]
    named = re.search(r"filename\*=UTF-8''(\S+)", answer.headers["Content-Disposition"])[1]
    assert unquote(named) == f"{alpha(Edition.folder)[0]}.zip"
    (tmp_path / "taken.zip").write_bytes(answer.data)
    assert verify(tmp_path / "taken.zip").ok
    assert "bundle:edition:download" in alpha(JournalEntry.tag)


def test_an_auditor_with_leave_takes_an_edition_along_and_sees_no_seal_button(client_as, as_words):
    auditor = client_as("auditor")
    assert auditor.get(f"{PAGE}/editions/1/download").status_code == 200
    assert "封印する" not in as_words(auditor.get(PAGE)).replace("「封印する」", "")


def test_a_reader_without_leave_to_download_sees_the_page_without_links_to_files(client_as):
    reader = client_as("reader")
    assert "/download" not in reader.get(PAGE).text
    assert reader.get(f"{PAGE}/editions/1/download").status_code == 403


def test_an_edition_that_is_not_there_is_404(client_as):
    assert client_as("lead").get(f"{PAGE}/editions/9/download").status_code == 404


def test_an_edition_whose_blob_is_gone_is_refused_whole(client_as, alpha, world):
    sha256 = alpha(Edition.plan_sha256)[0]
    spoil(world, sha256)
    answer = client_as("lead").get(f"{PAGE}/editions/1/download")
    assert answer.status_code == 503
    assert b"PK" not in answer.data


@pytest.fixture
def lost(in_database, world):
    """Have the manager accept a photo, and lose its bytes afterwards."""
    confine(in_database, world.organizations["alpha"])
    view = next(view for view in links_of(in_database) if view.link_id == world.links["alpha-1"])
    revision = view.revisions[0].revision
    profile = newest(in_database).profiles[0]
    _, expectation = profile.expectation(view.expectation_id)
    give_verdict(
        in_database, link_id=view.link_id, facts_id=revision.facts_id, outcome="accepted", reason="",
        expectation=expectation, two_person_rule=True, now=datetime.now(UTC),
        actor=Actor(world.people["manager"], "見本 manager", "manager"),
    )  # fmt: skip
    in_database.commit()
    spoil(world, revision.sha256)
    return revision


@pytest.mark.usefixtures("lost")
def test_a_seal_over_lost_bytes_is_refused_with_the_number_and_stays_on_record(client_as, as_words, alpha):
    lead = client_as("lead")
    answer = lead.post(f"{PAGE}/seal")
    assert answer.status_code == 409
    page = as_words(answer)
    assert "書き出せない証跡が 1 件あるため、封印しませんでした。" in page
    assert "証-0001-01（施錠写真1.png）の内容を元のまま読み出せません。" in page
    assert "不完全のまま封印する理由" in page
    assert alpha(Edition.number) == [1]
    assert "bundle:edition:refuse" in alpha(JournalEntry.tag)


@pytest.mark.usefixtures("lost")
def test_sealing_incomplete_without_a_reason_says_so(client_as, as_words, alpha):
    answer = client_as("lead").post(f"{PAGE}/seal-incomplete", {"reason": " "})
    assert answer.status_code == 400
    assert "不完全のまま封印する理由" in as_words(answer)
    assert alpha(Edition.number) == [1]


@pytest.mark.usefixtures("lost")
def test_sealing_incomplete_with_a_reason_names_the_file_so(client_as, as_words):
    lead = client_as("lead")
    assert lead.post(f"{PAGE}/seal-incomplete", {"reason": "ディスクが故障したため"}).status_code == 303
    page = as_words(lead.get(PAGE))
    assert "-不完全.zip" in page
    assert "ディスクが故障したため" in page
    named = lead.get(f"{PAGE}/editions/2/download").headers["Content-Disposition"]
    assert unquote(named).endswith("-不完全.zip")


def test_a_contributor_cannot_open_or_seal(client_as):
    helper = client_as("contributor")
    assert helper.get(PAGE).status_code == 403
    assert helper.post(f"{PAGE}/seal").status_code == 403
