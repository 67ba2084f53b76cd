"""The exact text of a small report in tics-readiness/1."""

import json

from hypothesis import given
from readiness_worlds import SITE, TODAY, World, day, expectation, of_worlds, profile, proof, question, worlds

from tracker.certification.rules import Excluded, Facts
from tracker.organizations.rules import Places
from tracker.readiness.document import Subject, as_json, encode

SUBJECT = Subject("demo-jqa", "本社の認証", "jqa", "jqa-2026", "sha256:00ff")

GOLDEN = """\
{
  "as_of": "2026-11-24",
  "audit_date": "2027-02-10",
  "blocked_by": [
    "q13-nda"
  ],
  "body": "jqa",
  "certification": {
    "id": "demo-jqa",
    "title": "本社の認証"
  },
  "claimed_bp": 10000,
  "counts": {
    "applicable": 1,
    "claimed": 1,
    "condition_unmet": 0,
    "excluded": 1,
    "provable": 0
  },
  "format": "tics-readiness/1",
  "formula": 1,
  "groups": [
    {
      "applicable": 0,
      "claimed_bp": null,
      "id": 1,
      "provable_bp": null
    },
    {
      "applicable": 1,
      "claimed_bp": 10000,
      "id": 8,
      "provable_bp": 0
    }
  ],
  "profile": {
    "digest": "sha256:00ff",
    "id": "jqa-2026"
  },
  "provable_bp": 0,
  "questions": [
    {
      "answer": "todo",
      "applies": "excluded",
      "claimed": false,
      "group": 1,
      "number": 1,
      "provable": false,
      "reason": "設計をしない",
      "slots": [],
      "step": "first"
    },
    {
      "answer": "done",
      "applies": "yes",
      "claimed": true,
      "group": 8,
      "number": 13,
      "provable": false,
      "reason": null,
      "slots": [
        {
          "evidence": [
            "証-0014-02"
          ],
          "expectation": "q13-lock-photo",
          "expiring": true,
          "good_until": "2027-01-31",
          "have": 1,
          "need": 1,
          "next": {
            "code": "readiness.next.renew_before",
            "params": {
              "until": "2027-01-31"
            }
          },
          "obligation": "unknown",
          "of": "site:honsha",
          "state": "provable",
          "why": [
            {
              "code": "readiness.why.accepted_until",
              "params": {
                "evidence": "証-0014-02",
                "until": "2027-01-31"
              }
            }
          ]
        },
        {
          "evidence": [],
          "expectation": "q13-nda",
          "expiring": false,
          "good_until": null,
          "have": 0,
          "need": 1,
          "next": {
            "code": "readiness.next.register_partner",
            "params": {}
          },
          "obligation": "required",
          "of": null,
          "state": "missing",
          "why": [
            {
              "code": "readiness.why.no_place_registered",
              "params": {
                "each": "partner"
              }
            }
          ]
        }
      ],
      "step": "first"
    }
  ],
  "ready": false
}
"""


def small():
    lock = expectation("q13-lock-photo", each="site", obligation="unknown")
    nda = expectation("q13-nda", each="partner", kind="nda")
    return World(
        profile(question(1), question(13, lock, nda, group=8)),
        Facts(Places(("honsha",)), audit_day=day("2027-02-10")),
        answers={13: "done"},
        exclusions=(Excluded(1, "設計をしない", approved=True, applies_from=TODAY),),
        slots={("q13-lock-photo", SITE): (proof(14, 2, valid_until=day("2027-01-31")),)},
    )


def test_the_text_of_a_small_report():
    assert encode(small().report(), SUBJECT).decode() == GOLDEN


def test_what_is_not_measured_or_not_booked_is_null():
    document = as_json(small().but(facts=Facts(Places(()))).report(), SUBJECT)
    assert [document[name] for name in ("provable_bp", "claimed_bp", "ready", "audit_date")] == [None] * 4
    assert document["counts"]["applicable"] == 1


@of_worlds
@given(worlds())
def test_the_document_is_plain_json_that_reads_back_the_same(world):
    report = world.report()
    text = encode(report, SUBJECT).decode()
    assert text.endswith("}\n")
    assert "\r" not in text
    assert json.loads(text) == as_json(report, SUBJECT)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


@of_worlds
@given(worlds())
def test_where_a_question_does_not_apply_nothing_is_claimed_or_listed(world):
    for asked in as_json(world.report(), SUBJECT)["questions"]:
        if asked["applies"] != "yes":
            assert (asked["claimed"], asked["provable"], asked["slots"]) == (False, False, [])
            assert asked["reason"]
        else:
            assert asked["reason"] is None
