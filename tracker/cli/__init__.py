"""The `tracker` command (CONTRACTS): one verb per use case, the same services as the pages.

Holds: `main.py` (the command and its exit codes), `installation.py` (settings, database and stores opened for one
run), the verbs in files named after what they are about, and the loader of the sample organizations. May import:
everything. Never: a traceback, prose on standard output beside `--json`, or a rule that a page does not know too.
"""
