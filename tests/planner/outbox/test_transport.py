"""Against a real SMTP server on loopback that answers what the test tells it."""

import socket
import threading
from contextlib import suppress

import pytest
from aiosmtpd.controller import Controller

from planner.outbox.transport import FolderTransport, Refused, SmtpTransport, TryLater, Unsure, is_loopback

MESSAGE = b"Subject: x\r\n\r\n.one\r\n..two\r\n\r\n"
PARTIES = {"sender": "a@shangzuo.example", "recipient": "b@huaxin.example", "message_id": "<1@shangzuo.example>"}


class Inbox:
    """Keeps what arrives; answers RCPT and DATA as told."""

    def __init__(self, rcpt="250 OK", data="250 OK"):
        self.answers, self.received = {"rcpt": rcpt, "data": data}, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers["rcpt"].startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answers["rcpt"]

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.answers["data"]


@pytest.fixture
def smtp():
    controllers = []

    def start(**answers):
        inbox = Inbox(**answers)
        controller = Controller(inbox, hostname="127.0.0.1", port=0, server_hostname="test")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            controller.port = free.getsockname()[1]
        controller.start()
        controllers.append(controller)
        return inbox, SmtpTransport("127.0.0.1", controller.port, timeout_seconds=5)

    yield start
    for controller in controllers:
        controller.stop()


def test_message_arrives_byte_for_byte(smtp):
    inbox, transport = smtp()

    assert transport.send(MESSAGE, **PARTIES) == "250 OK"
    assert inbox.received == [("a@shangzuo.example", ["b@huaxin.example"], MESSAGE)]


@pytest.mark.parametrize(("answers", "problem"), [
    ({"rcpt": "450 busy"}, TryLater), ({"rcpt": "550 no such user"}, Refused),
    ({"data": "451 greylisted"}, TryLater), ({"data": "554 refused"}, Refused),
])
def test_answer_decides_between_later_and_never(smtp, answers, problem):
    _, transport = smtp(**answers)

    with pytest.raises(problem, match=next(iter(answers.values()))):
        transport.send(MESSAGE, **PARTIES)


def test_nobody_listening_means_later():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(TryLater):
        SmtpTransport("127.0.0.1", port, timeout_seconds=5).send(MESSAGE, **PARTIES)


@pytest.fixture
def scripted_server():
    """Starts a server that answers line by line from a script, then falls silent or hangs up; gives its port."""
    threads, listeners = [], []

    def start(answers):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threads.append(threading.Thread(target=follow_script, args=(listener, answers)))
        threads[-1].start()
        return listener.getsockname()[1]

    yield start
    for thread in threads:
        thread.join()
    for listener in listeners:
        listener.close()


def follow_script(listener, answers):
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 test\r\n")
        for answer in answers:
            line = lines.readline()
            while answer == b"hang up after dot" and line not in (b".\r\n", b""):
                line = lines.readline()
            while answer == b"silence" and line:
                line = lines.readline()
            if answer in (b"hang up after dot", b"silence"):
                return
            connection.sendall(answer)


def test_silence_before_the_message_means_later(scripted_server):
    port = scripted_server([b"250 test\r\n", b"silence"])

    with pytest.raises(TryLater):
        SmtpTransport("127.0.0.1", port, timeout_seconds=0.3).send(MESSAGE, **PARTIES)


GREETING = [b"250 test\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"]


@pytest.mark.parametrize("end", [b"hang up after dot", b"silence"])
def test_no_answer_after_the_whole_message_means_unsure(scripted_server, end):
    port = scripted_server([*GREETING, end])

    with pytest.raises(Unsure):
        SmtpTransport("127.0.0.1", port, timeout_seconds=0.5).send(MESSAGE, **PARTIES)


@pytest.fixture
def ending():
    """Starts a server that takes the whole message and then says each of these, byte by byte where that is wanted; gives its port."""
    threads, listeners = [], []

    def start(*answers, pause=0):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threads.append(threading.Thread(target=take_and_say, args=(listener, answers, pause)))
        threads[-1].start()
        return listener.getsockname()[1]

    yield start
    for thread in threads:
        thread.join()
    for listener in listeners:
        listener.close()


def take_and_say(listener, answers, pause):
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines, suppress(OSError):
        connection.sendall(b"220 test\r\n")
        for answer in GREETING:
            lines.readline()
            connection.sendall(answer)
        while lines.readline() != b".\r\n":
            pass
        for answer in answers:
            for sign in [answer[n:n + 1] for n in range(len(answer))] if pause else [answer]:
                connection.sendall(sign)
                threading.Event().wait(pause)
            lines.readline()


@pytest.mark.parametrize("to_quit", [b"421 closing\r\n", b"500 what\r\n"])
def test_what_is_said_to_quit_does_not_undo_a_mail_that_was_taken(ending, to_quit):
    assert SmtpTransport("127.0.0.1", ending(b"250 taken\r\n", to_quit), timeout_seconds=5).send(MESSAGE, **PARTIES) == "250 taken"


def test_refusal_stays_a_refusal_whatever_is_said_to_quit(ending):
    with pytest.raises(Refused, match="554"):
        SmtpTransport("127.0.0.1", ending(b"554 no\r\n", b"421 closing\r\n"), timeout_seconds=5).send(MESSAGE, **PARTIES)


@pytest.mark.parametrize("answer", [b"what?\r\n", b"25\r\n", b"354 go on\r\n", b"199 odd\r\n", b"2" * 9000 + b"\r\n"])
def test_an_answer_nobody_understands_means_unsure(ending, answer):
    with pytest.raises(Unsure):
        SmtpTransport("127.0.0.1", ending(answer), timeout_seconds=5).send(MESSAGE, **PARTIES)


def test_server_that_answers_byte_by_byte_is_cut_off(ending):
    with pytest.raises(Unsure):
        SmtpTransport("127.0.0.1", ending(b"2" + b" " * 200, pause=0.02), timeout_seconds=5, whole_seconds=0.8).send(MESSAGE, **PARTIES)


def test_server_elsewhere_without_encryption_is_refused(smtp, monkeypatch):
    inbox, transport = smtp()
    monkeypatch.setattr("planner.outbox.transport.is_loopback", lambda host: False)

    with pytest.raises(TryLater, match="no encryption"):
        transport.send(MESSAGE, **PARTIES)
    assert inbox.received == []


@pytest.mark.parametrize(("host", "expected"), [
    ("127.0.0.1", True), ("::1", True), ("localhost", True), ("mail.example", False), ("127.0.0.1.evil.example", False),
])
def test_loopback_is_this_machine_only(host, expected):
    assert is_loopback(host) is expected


def test_folder_gets_one_whole_file_per_message(tmp_path):
    transport = FolderTransport(tmp_path / "mail")

    name = transport.send(MESSAGE, **PARTIES)
    again = transport.send(MESSAGE, **PARTIES)

    assert name == again
    assert {path.name: path.read_bytes() for path in (tmp_path / "mail").iterdir()} == {name: MESSAGE}


def test_folder_that_cannot_be_written_means_later(tmp_path):
    (tmp_path / "mail").write_text("a file, not a folder")

    with pytest.raises(TryLater):
        FolderTransport(tmp_path / "mail").send(MESSAGE, **PARTIES)


def test_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.outbox.transport.os.replace", full)

    with pytest.raises(TryLater, match="No space left"):
        FolderTransport(tmp_path).send(MESSAGE, **PARTIES)
    assert list(tmp_path.iterdir()) == []
