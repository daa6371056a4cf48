"""A responder that gives everyone the answer in a file: a program for a room, run as a script."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Responder(BaseHTTPRequestHandler):
    """Whatever is asked, the answer is the file's."""

    def do_GET(self) -> None:
        """OCSP over HTTP (RFC 6960, appendix A): NSS asks with GET."""
        self.send_response(200)
        self.send_header("content-type", "application/ocsp-response")
        self.end_headers()
        self.wfile.write(Path(sys.argv[1]).read_bytes())

    def log_message(self, *_: object) -> None:
        """Nothing: nobody reads it."""


if __name__ == "__main__":
    with HTTPServer(("127.0.0.1", 80), Responder) as server:
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        server.serve_forever()
