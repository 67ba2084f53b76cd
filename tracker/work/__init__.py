"""WHAT IS TO DO: requests to people (依頼), who holds which task until when (担当・期日), and the manager's answer.

Holds: models, pure rules (`rules.py`: how a request stands, `outlook`, who holds what), queries and services; pages are
in `desk`. May import: readiness, certification, mapping, evidence, criteria, access, organizations and below. Never:
changes evidence, a link or a verdict (the page that takes a reply in does that through their own services), or lets a
request or an assignment touch a readiness figure.
"""
