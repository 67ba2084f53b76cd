"""HOW FAR (準備状況): what is claimed and what is provable, for any day.

Holds: `rules.py` (assess), `slots.py` (one slot on one day), `months.py` (calendar arithmetic), `document.py` (the
tics-readiness/1 JSON), queries that gather what was on record. All but queries are pure. May import: certification,
mapping, evidence, criteria and below. Never: stores a result as truth, reads a clock, or counts what nobody accepted.
"""
