"""WHO WE ARE: the organization, its sites, its counterparties and cloud services.

Holds: models, the rules of a place key, queries, services, forms and pages of these four.
May import: web, journal and everything below. Never: asks who the reader is (access does), nor knows evidence.
"""
