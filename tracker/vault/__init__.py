"""BYTES: content-addressed blobs, kept once, never renamed, checked on demand.

Holds: the store protocol (`protocol.py`) with local, S3 and memory stores, the row that says which store holds a
blob (`models.py`), `service.keep / open / erase` and fixity checks. May import: db, errors. Never: journals (the
caller does), sees a file's name, or lets a vendor's error out.
"""
