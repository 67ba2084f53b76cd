"""Pages of the bundle: what would go in, sealing it, taking an edition along."""

from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from tracker.bundle import queries, service
from tracker.bundle.forms import IncompleteForm, SealForm
from tracker.bundle.gathering import gather
from tracker.bundle.index import gaps
from tracker.certification.queries import CertificationView, certification
from tracker.errors import NotPermitted, Reason, Refusal
from tracker.web.context import here
from tracker.web.drafts import filled
from tracker.web.formfaults import show
from tracker.web.permit import requires

blueprint = Blueprint("bundle", __name__)


@blueprint.get("/bundles/<slug>")
@requires("bundle:edition:view")
def bundle(slug: str) -> ResponseReturnValue:
    """Show what would go in, what is missing, and the sealed editions."""
    return _page(_found(slug), SealForm())


@blueprint.post("/bundles/<slug>/seal")
@requires("bundle:edition:seal")
def seal(slug: str) -> ResponseReturnValue:
    """Seal an edition of today."""
    return _seal(_found(slug), SealForm(), None)


@blueprint.post("/bundles/<slug>/seal-incomplete")
@requires("bundle:edition:seal_incomplete")
def seal_incomplete(slug: str) -> ResponseReturnValue:
    """Seal an edition although something is lacking, for a reason."""
    form = filled(IncompleteForm)
    return _seal(_found(slug), form, form.reason.data or "")


@blueprint.get("/bundles/<slug>/editions/<int:number>/download")
@requires("bundle:edition:download")
def download(slug: str, number: int) -> Response:
    """Stream an edition's ZIP; its length is known, so a reader sees when it broke off.

    Raises:
        NotPermitted: the leave to take files along is for another certification.
    """
    found = _found(slug)
    if not here().may("bundle:edition:download", found.id):
        raise NotPermitted("access.download_not_granted")
    edition = queries.edition(here().session, found.id, number)
    length, blocks = service.stream(here().session, here().stores, edition)
    service.note_download(here().session, edition, actor=here().actor, now=here().now)
    here().session.commit()
    plain = f"{found.slug}-{edition.number}.zip"
    return Response(
        stream_with_context(blocks),
        mimetype="application/zip",
        headers={
            "Content-Length": str(length),
            "Content-Disposition": (
                f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(edition.file_name, safe='')}"
            ),
            "Cache-Control": "private, no-store",
        },
    )


def _found(slug: str) -> CertificationView:
    return certification(here().session, slug, only=here().certification_ids)


def _seal(found: CertificationView, form: SealForm | IncompleteForm, reason: str | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(found, form, status=400)
    before = {edition.number for edition in queries.editions(here().session, found.id)}
    try:
        edition = service.seal(
            here().session,
            here().stores,
            certification=found,
            day=here().today,
            actor=here().actor,
            now=here().now,
            allow_incomplete=reason,
        )
    except service.Incomplete as refused:
        # The refusal itself is on record, and nothing else was written.
        here().session.commit()
        return _page(found, filled(IncompleteForm), status=refused.status, lacking=refused.reasons)
    except Refusal as refusal:
        here().session.rollback()
        show(form, refusal, here().locale)
        return _page(found, form, status=refusal.status)
    here().session.commit()
    flash("bundle.nothing_new" if edition.number in before else "bundle.sealed", "done")
    return redirect(url_for("bundle.bundle", slug=found.slug), 303)


def _page(
    found: CertificationView,
    form: SealForm | IncompleteForm,
    *,
    status: int = 200,
    lacking: tuple[Reason, ...] = (),
) -> ResponseReturnValue:
    contents = gather(here().session, found, day=here().today)
    page = render_template(
        "bundle/bundle.html",
        certification=found,
        contents=contents,
        gaps=gaps(contents),
        size=sum(held.size for held in contents.held),
        editions=queries.editions(here().session, found.id),
        form=form,
        incomplete=form if isinstance(form, IncompleteForm) else None,
        lacking=lacking,
    )
    return page, status
