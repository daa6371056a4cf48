"""A page that greets whoever logs in with a certificate: a program for a room, run as a script.

Python's own TLS server and no code of ours. It says when it listens.
"""

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Greeting(BaseHTTPRequestHandler):
    """Says in the page's title which certificate was verified."""

    def do_GET(self) -> None:
        """Serial and common name; Python asks OpenSSL."""
        told = self.connection.getpeercert()
        names = {kind: value for ((kind, value),) in told["subject"]}
        title = f"{told['serialNumber']} {names['commonName']}"
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<title>{title}</title><h1>{title}</h1>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing: nobody reads it."""


def serve(certificate: str, key: str, trusted: str) -> None:
    """Until the process is ended."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(trusted)
    context.verify_mode = ssl.CERT_REQUIRED
    # OpenSC's driver signs with PKCS #1 v1.5 only, which TLS 1.3 does not take.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with ThreadingHTTPServer(("127.0.0.1", 8443), Greeting) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    serve(*sys.argv[1:])
