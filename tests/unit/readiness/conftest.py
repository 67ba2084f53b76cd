"""Let the tests of this room import its small builders and generated worlds from `readiness_worlds.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
