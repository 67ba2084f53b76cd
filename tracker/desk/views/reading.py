"""The auditor's reading tool: every question, one question, and one piece of its evidence. It has no form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for

from tracker.certification.queries import answers
from tracker.criteria.rules import Question
from tracker.desk import reach, remembered
from tracker.desk.ledger import link_state
from tracker.desk.reach import Scope
from tracker.desk.rules import gaps, neighbours
from tracker.desk.views.frame import asking, opened
from tracker.evidence.files import SHOWN_IN_PLACE
from tracker.evidence.queries import RevisionView
from tracker.mapping.queries import LinkView
from tracker.web.context import here


@dataclass(frozen=True)
class Piece:
    """One item of evidence at a question: its newest revision in use, and what it is linked to with how that stands."""

    links: tuple[tuple[LinkView, str, date | None], ...]

    @property
    def revision(self) -> RevisionView:
        """The revision that is shown."""
        return self.links[0][0].revisions[0].revision

    @property
    def title(self) -> str:
        """What the item is called."""
        return self.links[0][0].title

    @property
    def number(self) -> int:
        """The number of the item."""
        return self.links[0][0].item


def read(scope: Scope, question: Question) -> str:
    """Draw the question for an auditor, and put on record which piece of evidence they opened.

    A picture is put on record where it is sent, so that one look is one entry.
    """
    seen = remembered.on_day(scope.plan.slug, here().today)
    inside = [
        link for link in seen.links if link.question == question.number and reach.in_reach_of_an_auditor(scope, link)
    ]
    pieces = _pieces(scope, question, inside)
    shown = _chosen(pieces, request.args.get("evidence", ""))
    if shown is not None and shown.revision.media_type not in SHOWN_IN_PLACE:
        opened("evidence:item:open", shown.revision.label)
    reports = {report.number: report for report in seen.report.questions}
    report = reports[question.number]
    at = pieces.index(shown) if shown is not None else 0
    return render_template(
        "desk/reader.html",
        plan=scope.plan,
        scope=scope,
        question=question,
        group=next(group for group in scope.profile.groups if group.id == question.group),
        reports=reports,
        report=report,
        gaps=gaps(report),
        given=answers(here().session, scope.plan.id).get(question.number),
        pieces=pieces,
        piece=shown,
        piece_before=pieces[at - 1] if at else None,
        piece_after=pieces[at + 1] if at + 1 < len(pieces) else None,
        may_take_along=shown is not None and reach.may_take_along(here(), shown.number),
        neighbours=neighbours([each.number for each in scope.profile.questions], question.number),
        address=lambda piece: url_for(
            "desk.question", slug=scope.plan.slug, number=question.number, evidence=piece.number, _anchor="piece"
        ),
    )


def _pieces(scope: Scope, question: Question, links: Iterable[LinkView]) -> tuple[Piece, ...]:
    """Put the links of one item together, in the order in which the question asks for evidence."""
    order = [each.id for each in question.expectations]
    against = asking(scope)
    found: dict[int, list[tuple[LinkView, str, date | None]]] = {}
    for link in sorted(links, key=lambda link: (order.index(link.expectation_id), link.item, link.link_id)):
        found.setdefault(link.item, []).append((link, *link_state(link, against)))
    return tuple(Piece(tuple(each)) for each in found.values())


def _chosen(pieces: Sequence[Piece], asked: str) -> Piece | None:
    """Find the piece that was asked for by its number, 4 or 証-0004-01; the first where none or another's was."""
    for piece in pieces:
        if asked in (str(piece.number), piece.revision.label):
            return piece
    return pieces[0] if pieces else None
