"""`tracker serve`: the pages, by gunicorn in this process's place."""

import os
import sys

import click

from tracker.cli.installation import Voice, open_installation


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each process.")
@click.pass_obj
def serve(voice: Voice, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages until stopped."""
    open_installation().engine.dispose()
    voice.say("cli.serving", address=f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    become_server(host=host, port=port, workers=workers, threads=threads)


def become_server(*, host: str, port: int, workers: int = 1, threads: int = 8) -> None:
    """Replace this process by gunicorn; signals and the exit code are then its own.

    A large upload or download may take long: threads answer others meanwhile, and no timeout cuts it off.
    """
    sys.stdout.flush()
    arguments = [
        sys.executable, "-m", "gunicorn", "tracker.app:serving()",
        "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--timeout", "0", "--no-control-socket",
    ]  # fmt: skip
    os.execv(sys.executable, arguments)  # noqa: S606 -- our own program with our own arguments, no shell
