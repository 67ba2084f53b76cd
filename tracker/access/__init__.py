"""WHO MAY: identities, roles, grants, the permission table, the guard and sign-in.

Holds: `rules.py` (the whole policy as one pure table), models, the guard that reads the marks of `web.permit`
(`guard.py`), Flask-Security's wiring (`signing.py`), hashes (`passwords.py`), one-time links (`links.py`), and our
sign-in pages. May import: organizations, web, journal and below.
Exception to "one commit at the edge": Flask-Security's own views commit through its datastore, and signing in or
out commits its journal entry there (`signing.py`).
Never: grants by any other way than `service.grant`; compares a role's name outside `rules.py`.
"""
