"""UPKEEP: pages about people and their grants, the journal, and the installation's settings.

Holds: pages only (`views.py`, `forms.py`); what they do is done by `access`, `journal` and `vault`. May import: every
room below. Never: shows a secret, or a password setting link more than once.
"""
