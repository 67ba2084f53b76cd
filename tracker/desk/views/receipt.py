"""The files of a form, made durable: all of them, or a refusal at the file field before any row is written."""

from tracker.errors import InvalidInput, Refusal
from tracker.evidence.files import clean_name
from tracker.evidence.service import Arrival
from tracker.web.receiving import arrived, fault_of_files


def received(field: object, *, at_most: int | None = None) -> list[Arrival]:
    """Finish what arrived in a file field and give it with the names it came by.

    Names and faults are looked at before the first file is finished, so that a refusal leaves nothing behind.

    Raises:
        InvalidInput: no file, too many, an empty one, one over the limit, or a name too long.
        Unavailable: the store could not take one.
    """
    try:
        fault = fault_of_files()
        if fault is not None:
            raise fault
        chosen = [upload for upload in getattr(field, "data", None) or [] if upload]
        if not chosen:
            raise InvalidInput("desk.choose_a_file")
        if at_most is not None and len(chosen) > at_most:
            raise InvalidInput("desk.too_many_files", most=at_most)
        for upload in chosen:
            clean_name(upload.filename)
        arriving = [(upload, arrived(upload)) for upload in chosen]
        if any(stream is None or stream.size == 0 for _, stream in arriving):
            raise InvalidInput("web.file_empty")
        return [Arrival(stream.finish(), upload.filename) for upload, stream in arriving if stream is not None]
    except Refusal as refusal:
        refusal.field = "file"
        raise
