"""Uploads: each file part is written straight into a partial blob of the vault, in one pass and constant memory.

Nothing is copied to a temporary file and nothing here raises inside the form parser: a file over the limit or a full
disk is remembered as `request.fault`, the rest of the bytes is read and dropped, and the typed fields after the file
survive, so that the page can come back with everything that was typed. Only endpoints marked `@receives_files` get a
stream; everywhere else file parts are dropped and remembered as a fault. Whatever a view did not finish is abandoned
at the end of the request.
"""

from io import RawIOBase
from typing import IO, Any, cast

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage

from tracker.config import Settings
from tracker.errors import InvalidInput, Refusal, Unavailable
from tracker.vault.protocol import Partial, Store, StoredBlob
from tracker.web.context import here_or_none
from tracker.web.locale import filesize
from tracker.web.permit import takes_files

TYPED_BYTES = 1024 * 1024
"""What a form may hold beside its files."""

READ_AND_DROPPED = 4
"""A body up to this many times the file limit is read to its end, so that the typed fields after the file survive."""


class Arriving(RawIOBase):
    """One file part on its way into the vault; after parsing, the view finishes or the request abandons it."""

    def __init__(self, owner: "ReceivingRequest", store: Store, limit: int) -> None:
        super().__init__()
        self._owner = owner
        self._store = store
        self._limit = limit
        self._partial: Partial | None = None
        self._blob: StoredBlob | None = None
        self.size = 0
        self.fault: Refusal | None = None

    def write(self, data: Any) -> int:
        """Append to the blob; after a fault, drop. Never raises."""
        self.size += len(data)
        if self.fault is None and data:
            try:
                if self.size > self._limit:
                    raise InvalidInput("web.file_too_large", limit=filesize(self._limit))
                if self._partial is None:
                    self._partial = self._store.begin()
                self._partial.append(bytes(data))
            except Refusal as refusal:
                self._fail(refusal)
            except OSError as error:
                current_app.logger.error("an upload could not be written: %s", error)
                self._fail(Unavailable("web.store_unavailable"))
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        """Do nothing: the parser rewinds what it wrote, and the bytes are already where they belong."""
        return 0

    def readable(self) -> bool:
        """Say no: what arrived is read back from the vault, by its digest."""
        return False

    def writable(self) -> bool:
        """Say yes, for the parser."""
        return True

    @property
    def started(self) -> bool:
        """Tell whether any byte arrived and was kept."""
        return self._partial is not None

    def finish(self) -> StoredBlob:
        """Make the bytes durable and return what they are.

        Raises:
            InvalidInput: the file is empty, or was over the limit.
            Unavailable: the store could not take it.
        """
        if self.fault is not None:
            raise self.fault
        if self._blob is None:
            if self._partial is None:
                raise InvalidInput("web.file_empty")
            partial, self._partial = self._partial, None
            try:
                self._blob = partial.finish()
            except BaseException:
                partial.abandon()
                raise
        return self._blob

    def abandon(self) -> None:
        """Throw away what arrived and was not finished; may be called twice."""
        partial, self._partial = self._partial, None
        if partial is not None:
            partial.abandon()

    def _fail(self, refusal: Refusal) -> None:
        self.fault = refusal
        if self._owner.fault is None:
            self._owner.fault = refusal
        try:
            self.abandon()
        except (Refusal, OSError) as error:
            current_app.logger.error("an upload could not be thrown away: %s", error)


class _Dropped(RawIOBase):
    """Takes bytes and forgets them."""

    def write(self, data: Any) -> int:
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        return 0

    def writable(self) -> bool:
        return True


class ReceivingRequest(Request):
    """A request whose file parts go where the mark of its endpoint allows: into the vault, or nowhere."""

    fault: Refusal | None = None
    """What went wrong with a file while the form was read; views show it at the form's file field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: list[Arriving] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        if not filename:  # A file field that was left empty.
            return cast(IO[bytes], _Dropped())
        context = here_or_none()
        # Only behind the guard: whoever is not let in writes nothing into the vault.
        if context is None or not context.signed_in or not takes_files(current_app, self.endpoint):
            self.fault = self.fault or InvalidInput("web.no_files_here")
            return cast(IO[bytes], _Dropped())
        arriving = Arriving(self, context.stores.writes_to, context.settings.max_file_bytes)
        self.arriving.append(arriving)
        return cast(IO[bytes], arriving)


def arrived(upload: FileStorage | None) -> Arriving | None:
    """Give the arriving bytes of a form's file field, or None where no file was chosen."""
    stream = getattr(upload, "stream", None)
    return stream if isinstance(stream, Arriving) else None


def fault_of_files() -> Refusal | None:
    """Tell what went wrong with a file of this request, if anything."""
    return getattr(request, "fault", None)


def install(app: Flask, settings: Settings) -> None:
    """Bound every body before anything reads it, and clean up behind each request."""
    app.request_class = ReceivingRequest
    app.config["MAX_FORM_MEMORY_SIZE"] = TYPED_BYTES

    @app.before_request
    def bound_body() -> None:
        files = READ_AND_DROPPED * settings.max_file_bytes if takes_files(app, request.endpoint) else TYPED_BYTES
        request.max_content_length = files + TYPED_BYTES

    @app.teardown_request
    def abandon_unfinished(_: Any) -> None:
        for arriving in cast(ReceivingRequest, request).arriving:
            try:
                arriving.abandon()
            except (Refusal, OSError) as error:
                app.logger.error("an upload could not be thrown away: %s", error)
