"""AGAINST WHAT (基準): catalogs, groups, questions, expectations, bodies, profiles, eligibility, kinds of change.

Holds: the packaged data files (`data/`), their validating reader (`reading.py`), the pure dataclasses and eligibility
(`rules.py`), the loaded editions and queries. May import: organizations and below. Never: prints as official what is
ours; knows a fact about the scheme that is not in a data file.
"""
