"""Let the tests of this room import the small bundles of `sample_bundles.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
