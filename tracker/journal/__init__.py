"""MEMORY (操作記録): the append-only, hash-chained log of each organization.

Holds: the pure chain (`rules.py`), every tag there is (`tags.py`), the entry's model, `service.record` and `queries`.
May import: vault, words, db, errors. Never: edits or deletes an entry, commits, or writes outside the transaction of
the change it tells of. Secrets do not enter `details`.
"""
