"""WHERE WE ARE GOING (認証計画): the plan, its scope and facts, answers, exclusions, changes, confirmation.

Holds: models, pure rules, queries and services of these; their pages are in `desk`. May import: mapping, evidence,
criteria, access, organizations and below. Never: computes readiness (that is upstairs), edits a recorded row.
"""
