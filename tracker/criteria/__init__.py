"""AGAINST WHAT (基準): catalogs, groups, questions, expectations, bodies, profiles, eligibility, kinds of change.

Holds: the packaged data files (`data/`), the pure dataclasses and eligibility (`rules.py`), the loaded editions,
queries and the loading service. The way in is `reading.py` (a folder becomes an edition), which stands on `located.py`
(a file with its lines), `shapes.py` (field by field), `sheets.py` (shared checks) and `resolving.py` (profiles);
`encoding.py` writes an edition as canonical JSON and names it by digest. May import: organizations and below. Never:
prints as official what is ours; knows a fact about the scheme that is not in a data file.
"""
