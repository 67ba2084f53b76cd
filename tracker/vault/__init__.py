"""BYTES: content-addressed blobs, kept once, never renamed, checked on demand.

Holds: the store protocol (`protocol.py`) with local, S3 and memory stores, what they share (`disk.py` the operating
system's part, `writing.py` a growing file, `ranged.py` a remote reader that seeks), our words for their faults
(`faults.py`), the row that says which store holds a blob (`models.py`), `service.register / open_blob / erase /
stores_from` and fixity checks. May import: words, db, config, errors. Never: journals (the caller does), sees a
file's name, or lets a vendor's error out.
"""
