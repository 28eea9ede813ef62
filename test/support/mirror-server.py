"""Serves a folder of wheels as a package index on a free port of the loopback address, and prints the port.

Usage: mirror-server.py FOLDER
"""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Handler(SimpleHTTPRequestHandler):
    """Files with unlimited caching, as on the public index: pip caches them by default."""

    def end_headers(self) -> None:
        """Add the header of the public index."""
        if self.path.endswith(".whl"):
            self.send_header("Cache-Control", "max-age=365000000, immutable, public")
        super().end_headers()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=sys.argv[1]))
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()
