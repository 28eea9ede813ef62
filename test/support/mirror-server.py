"""Serves a folder of wheels as a package index on a free port of the loopback address, and prints the port.

Usage: mirror-server.py FOLDER [CERTIFICATE KEY USER:PASSWORD]
With a certificate, it speaks https, and serves only who logs in.
"""

import base64
import ssl
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Files with unlimited caching, as on the public index: pip caches them by default."""

    login = ""

    def do_GET(self) -> None:
        """Serve a file."""
        if not self.login or self.headers["Authorization"] == f"Basic {base64.b64encode(self.login.encode()).decode()}":
            super().do_GET()
            return
        self.send_response(HTTPStatus.UNAUTHORIZED)
        self.send_header("WWW-Authenticate", 'Basic realm="packages"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def end_headers(self) -> None:
        """Add the header of the public index."""
        if self.path.endswith(".whl"):
            self.send_header("Cache-Control", "max-age=365000000, immutable, public")
        super().end_headers()


if __name__ == "__main__":
    folder, *private = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))
    if private:
        certificate, key, Handler.login = private
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(certificate), Path(key))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()
