"""Files on their way out: streamed from the vault, never run by a browser, and journalled."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from tracker.desk import reach
from tracker.desk.downloads import SANDBOX, disposition, handed_out_as
from tracker.desk.views.frame import acting, blueprint, opened
from tracker.errors import NotFound, NotPermitted
from tracker.evidence.files import SHOWN_IN_PLACE
from tracker.evidence.queries import RevisionView
from tracker.journal.service import record
from tracker.vault.service import open_blob
from tracker.web.context import here
from tracker.web.permit import requires


@blueprint.get("/evidence/<int:number>/<int:revision>/file")
@requires("evidence:file:download")
def file(number: int, revision: int) -> Response:
    """Hand out a revision's bytes as they came, as an attachment.

    Raises:
        NotPermitted: the leave to take files along is for a certification that this item is not linked in.
    """
    found = _revision(number, revision)
    if not reach.may_take_along(here(), number):
        raise NotPermitted("access.download_not_granted")
    response = streamed(found, inline=False)
    if request.method == "GET" and _from_the_start(response):
        record(
            here().session,
            organization_id=here().organization_id,
            tag="evidence:file:download",
            subject=found.label,
            details={"name": found.original_name, "sha256": found.sha256, "size": found.size},
            **acting(),
        )
        here().session.commit()
    return response


@blueprint.get("/evidence/<int:number>/<int:revision>/picture")
@requires("evidence:item:view")
def picture(number: int, revision: int) -> Response:
    """Show a revision in its page, where it is a raster picture; anything else is not there.

    Whoever may see the item may see its picture, also without the right to take files along.
    """
    found = _revision(number, revision)
    if found.media_type not in SHOWN_IN_PLACE:
        raise NotFound("desk.no_picture")
    opened("evidence:item:open", found.label)
    return streamed(found, inline=True)


def _revision(number: int, revision: int) -> RevisionView:
    """Find a revision of an item in reach.

    Raises:
        NotFound: none for this reader.
    """
    for found in reach.item(here().session, number, here().reach).revisions:
        if found.number == revision:
            return found
    raise NotFound("evidence.no_such_item", number=number)


def streamed(found: RevisionView, *, inline: bool) -> Response:
    """Stream a revision that the caller has found in reach, safe to show or to keep."""
    stream = open_blob(here().session, here().stores, found.sha256)
    response = Response(wrap_file(request.environ, stream), direct_passthrough=True)
    response.call_on_close(stream.close)
    response.headers["Content-Type"] = handed_out_as(found.media_type)
    fallback = f"evidence-{found.item:04d}-{found.number:02d}"
    response.headers["Content-Disposition"] = disposition(found.original_name, fallback, inline=inline)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.content_length = found.size
    response.set_etag(found.sha256)
    response.last_modified = found.uploaded_at
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=found.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    return response


def _from_the_start(response: Response) -> bool:
    """Tell whether this is the file, or the beginning of it: a download that goes on is journalled once."""
    return response.status_code == 200 or (response.status_code == 206 and response.content_range.start == 0)
