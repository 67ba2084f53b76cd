"""The evidence and certification-readiness tracker for 技術情報管理認証 (TICS).

Evidence flows one way through the rooms of this package; the README draws the map. Each room's own
`__init__.py` is its door card: what it holds, what it may import, what it never does.
"""
