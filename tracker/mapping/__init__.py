"""WHAT SHOWS WHAT: links from evidence to expectations, and verdicts on them.

Holds: models, pure rules (who may judge, how a link stands), queries and services. Pages are in `desk`. May import:
evidence, criteria, access and below. Never: lets the one who uploaded, linked or last changed a thing judge it; keeps
a verdict alive when what it judged has changed.
"""
