"""What went wrong in a browser window, seen from beside it."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

REFUSED = "Failed to load resource: the server responded with a status of"


class Watch:
    """Listen to everything that one window says, violations of the content security policy among it.

    `home` is where everything it asks for must be. That a page itself was refused is no fault of the window: the
    test says which status it expects. Anything else that could not be loaded is.
    """

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.documents: set[str] = set()
        self.messages: list[tuple[str, str]] = []
        self.strange: list[str] = []
        self.heard = {
            "console": self._said,
            "weberror": lambda fault: self.messages.append((str(fault.error), "")),
            "request": self._asked,
            "response": self._answered,
        }
        for event, listener in self.heard.items():
            context.on(event, listener)  # type: ignore[call-overload]

    def leave(self) -> None:
        """Listen no longer; the window stays open."""
        for event, listener in self.heard.items():
            self.context.remove_listener(event, listener)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.messages.append((message.text, message.location["url"]))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.strange.append(request.url)

    def _answered(self, response: Response) -> None:
        # A form that stays on its page, or shows how far it is sent, asks for a page as well.
        if response.request.is_navigation_request() or not {"hx-request", "x-requested-with"}.isdisjoint(
            response.request.headers
        ):
            self.documents.add(response.url)

    def faults(self) -> list[str]:
        """List the faults, in words."""
        said = [
            f"{text} ({url})"
            for text, url in self.messages
            if not (text.startswith(REFUSED) and url.partition("#")[0] in self.documents)
        ]
        return said + [f"asked another host: {url}" for url in self.strange]
