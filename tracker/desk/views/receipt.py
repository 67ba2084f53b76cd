"""The files of a form, made durable: all of them, or a refusal at the file field before any row is written."""

from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage

from tracker.errors import InvalidInput, Refusal
from tracker.evidence.files import clean_name
from tracker.evidence.service import Arrival
from tracker.web.context import here
from tracker.web.formfaults import show
from tracker.web.receiving import Arriving, arrived, fault_of_files


def received(form: Any, *, at_most: int | None = None) -> list[Arrival]:
    """Finish what arrived in a form's file field and give it with the names it came by.

    Everything is looked at before the first file is finished, so that a refusal leaves nothing behind.

    Raises:
        InvalidInput: no file, too many, an empty one, one over the limit, or a name too long.
        Unavailable: the store could not take one.
    """
    try:
        return [Arrival(stream.finish(), upload.filename) for upload, stream in _looked_at(form, at_most)]
    except Refusal as refusal:
        refusal.field = "file"
        raise


def tell_file_fault(form: FlaskForm, *, at_most: int | None = None) -> None:
    """Say what is wrong with the files too, when the form goes back for another reason: all faults at once."""
    if form.file.errors:
        return
    try:
        _looked_at(form, at_most)
    except Refusal as refusal:
        refusal.field = "file"
        show(form, refusal, here().locale)


def _looked_at(form: Any, at_most: int | None) -> list[tuple[FileStorage, Arriving]]:
    fault = fault_of_files()
    if fault is not None:
        raise fault
    chosen = [upload for upload in form.file.data or [] if upload]
    if not chosen:
        raise InvalidInput("desk.choose_a_file")
    if at_most is not None and len(chosen) > at_most:
        raise InvalidInput("desk.too_many_files", most=at_most)
    found = []
    for upload in chosen:
        clean_name(upload.filename)
        stream = arrived(upload)
        if stream is None or stream.size == 0:
            raise InvalidInput("web.file_empty")
        found.append((upload, stream))
    return found
