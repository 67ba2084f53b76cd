"""Assessing the demo: the rule alone and with its reads, beside a bare query."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import compare
from sqlalchemy import select, text

from tracker.certification.models import Certification
from tracker.config import Settings
from tracker.db import confine, connect, opened
from tracker.readiness.queries import on_record, readiness

with tempfile.TemporaryDirectory() as name:
    instance = Path(name) / "instance"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    command = [sys.executable, "-c", "from tracker.cli.main import main; main()", "demo", "--json"]
    subprocess.run(command, env={**environment, "TRACKER_INSTANCE": str(instance)}, check=True, capture_output=True)
    settings = Settings.load({"TRACKER_INSTANCE": str(instance)})
    assert settings.today is not None
    today = settings.today
    engine = connect(settings.resolved_database_url)
    with opened(engine) as session:
        plan = session.scalars(select(Certification).where(Certification.slug == "demo-jqa")).one()
        confine(session, plan.organization_id)
        seen = readiness(session, "demo-jqa", as_of=today, today=today)
        record = on_record(session, "demo-jqa", at=None)
        print(json.dumps({"links": len(seen.links), "provable_bp": seen.report.provable_bp}))

        def reads() -> None:
            session.expire_all()
            readiness(session, "demo-jqa", as_of=today, today=today)

        def rule() -> None:
            record.assess(seen.profile, today)

        with engine.connect() as bare:
            compare("assess, reads included", reads, "one bare SELECT", lambda: bare.execute(text("select 1")).all())
        compare("assess, the rule alone", rule, "its reads", lambda: on_record(session, "demo-jqa", at=None))
    engine.dispose()
