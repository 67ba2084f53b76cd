"""The application starts only where it is safe to, and behaves behind a proxy."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from tracker import app as composition
from tracker.app import create_app
from tracker.config import Misconfigured


def test_it_refuses_a_database_at_another_migration_than_the_newest(world, in_database):
    in_database.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
    in_database.execute(text("DELETE FROM alembic_version"))
    in_database.execute(text("INSERT INTO alembic_version VALUES ('of-another-time')"))
    in_database.commit()
    with pytest.raises(Misconfigured) as caught:
        create_app(world.settings)
    assert caught.value.reason.code == "web.database_behind"


def test_serving_refuses_to_start_without_secrets(monkeypatch, tmp_path):
    for name in ("TRACKER_SECRET_KEY", "TRACKER_PASSWORD_SALT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    with pytest.raises(Misconfigured):
        composition.serving()


def test_only_a_trusted_proxy_is_believed(make_app, world):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "ledger.example"}
    seen = []
    for proxies in (0, 1):
        app = make_app(replace(world.settings, proxies=proxies))
        app.add_url_rule("/seen", "seen", composition.public(lambda: composition.request.url))
        seen.append(app.test_client().get("/seen", headers=forwarded).text)
    assert seen == ["http://localhost/seen", "https://ledger.example/seen"]


def test_an_unknown_name_in_a_template_is_a_fault_and_not_an_empty_place(app):
    with app.test_request_context("/"), pytest.raises(Exception, match="nothing_of_that_name"):
        app.jinja_env.from_string("{{ nothing_of_that_name }}").render()
