"""WHERE PEOPLE SIT: the pages that show several rooms at once, for lead, contributor, manager and auditor.

Holds: pages only. `rules.py` (the state of a question, the days compared, what to do next: pure), `reach.py` (what this
reader may see, the same for lists, counts and pages), `ledger.py` (the evidence list's lines),
`narrowing.py` (what its address asks for), `several.py` (items changed in one step), `proofs.py` (what is
judged together and who may judge it), `scopes.py` (the bodies side by side), `beginning.py` (the first hour: pure),
`board.py` (who works here and holds what),
`remembered.py` (what was worked out, kept until the journal grows), `downloads.py` (how a file is handed
out), forms and `views/`, one noun a file. May import: everything below `admin`.
Never: keeps a rule of another room, writes a row itself, or shows a form that its reader may not send.
"""
