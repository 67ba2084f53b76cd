"""The verifier: reads a bundle, ZIP or folder, as if an enemy had made it; needs no database and never unpacks.

Holds: `findings.py` (faults and the tics-verify/1 document), `paths.py` (which paths are safe), `records.py` (the
headers of a ZIP), `archive.py` (a ZIP's entries), `folder.py` (an unpacked bag), `manifests.py` (lines of manifests),
`examination.py` (`verify`). Never: stops at the first fault, follows a link, keeps a file in memory, or lets a parse
error out.
"""

from tracker.bundle.verify.examination import verify as verify
