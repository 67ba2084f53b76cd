"""The WSGI entry point: `gunicorn wsgi:app`."""

from tracker.app import serving

app = serving()
