"""HAND OVER (審査資料一式): the sealed edition that an auditor checks without trusting us.

Holds: `names.py` (paths safe everywhere), `selection.py` (which revisions go in), `contents.py` (what the reports say),
the reports `index.py`, `checklist.py`, `evidence_json.py`, the tag files `tags.py`, `plan.py` (the frozen list of
entries), `binding.py` (reports, tags and plan together), `bag.py` (the ZIP as a stream), `verify/` (reading a bundle
as hostile), none of which knows the database; `gathering.py` (reads for one edition), queries, service, forms, pages.
May import: readiness and below.
Never: stores the ZIP, writes a ZIP directory over a blob that does not hash right, or prints a clock or a random id.
"""
