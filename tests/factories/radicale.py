"""A real CalDAV server, Radicale, on a port of its own on the loopback address, with a folder for its files."""

import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

USER, PASSWORD = "shangzuo", "s3cret: 密码"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_words):
        pass


@dataclass(frozen=True)
class Radicale:
    """Where the server listens, and a way to ask it without our own code."""

    port: int

    def ask(self, method, path, body=None, **headers):
        """(status, headers, body) of a request as its user."""
        token = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Authorization": f"Basic {token}", **headers})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def store_and_fetch(self, name, data):
        """The bytes of a whole calendar put as a collection, as the server gives it back."""
        status, _headers, said = self.ask("PUT", f"/{USER}/{name}/", data, **{"Content-Type": "text/calendar; charset=utf-8"})
        assert status == 201, (status, said)
        return self.ask("GET", f"/{USER}/{name}/")[2]

    def calendar(self, name="visits"):
        """Make an empty calendar; its path."""
        status, _headers, said = self.ask("MKCALENDAR", f"/{USER}/{name}/")
        assert status == 201, (status, said)
        return f"/{USER}/{name}/"


@contextmanager
def radicale_server(folder):
    """Radicale with one user, until the block ends."""
    from radicale import Application, config  # takes time to import; most tests need no CalDAV server

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
    settings = config.load()
    settings.update({"auth": {"type": "htpasswd", "htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain", "delay": "0"},
                     "storage": {"filesystem_folder": str(folder / "collections"), "_filesystem_fsync": "False"}, "logging": {"level": "critical"}}, "test", privileged=True)
    server = make_server("127.0.0.1", 0, Application(settings), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Radicale(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
