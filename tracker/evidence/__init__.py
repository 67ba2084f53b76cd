"""WHAT WE HOLD (証跡): items, their revisions, the dates of the fact, withdrawal.

Holds: models, rules of kinds, numbers and dates, file types from bytes, file names, queries and services. Its pages
are in `desk`. May import: organizations, journal, vault and below. Never: edits a revision's bytes, deletes a row,
trusts a client's media type, or lets a file's name reach the disk.
"""
