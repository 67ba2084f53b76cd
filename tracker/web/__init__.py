"""The frame that every page stands in; it knows no room above it.

Holds: the marks of endpoints (`permit.py`), what a request knows (`context.py`), one database session per request
(`database.py`), the reader's language and how dates and figures are written (`locale.py`), security headers
(`headers.py`), error pages (`errorpages.py`), uploads streamed into the vault (`receiving.py`), days typed as text
(`dayfield.py`), numbers of rows (`rownumber.py`), pages of prose (`prose.py`), refusals shown at their field
(`formfaults.py`), and typed text that outlives a session (`models.py`, `drafts.py`).
May import: mail, jobs, journal, vault and below.
Never: decides who may do what (access reads the marks), commits for a view, or shows a traceback.
Exception to "one commit at the edge": a draft is kept and given back outside any view, so `drafts.py` commits it.
"""
