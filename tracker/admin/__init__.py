"""UPKEEP: pages about people and their grants, the journal, the installation's settings, and help.

Holds: pages (`views.py`, `journal_views.py`, `forms.py`, `help_views.py`) and what the journal's entries are about in
words (`subjects.py`). Help is here because rooms below `web` and `web` itself have no pages, and it quotes the words of
every room; its blueprint is `help`, since it is open to everybody and shows nothing of anybody. What pages of upkeep do
is done by `access`, `journal` and `vault`. May import: every room below. Never: shows a secret, or a password setting
link more than once.
"""
