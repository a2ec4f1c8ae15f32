"""A real SMTP server (aiosmtpd) that misbehaves by plan and keeps a ledger of what it took. Used by outbox_ledger.py, in a process of its own.

A mail is known by its receiver, guest<number>@…; which faults it meets, and in which order, follows from the seed and its number alone. What was
taken is in the ledger before it is answered.
"""

import asyncio
import hashlib
import json
import os
import ssl
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from random import Random

from aiosmtpd.smtp import SMTP

HOST = "127.0.0.1"
FAULTS = {  # name: how often, relative to the others
    "450 at RCPT": 3, "421 at MAIL": 2, "451 after DATA": 3, "550 at RCPT": 1, "554 after DATA": 1, "drop before DATA": 3,
    "drop after DATA, taken": 1, "drop after DATA, not taken": 1, "drop after 250": 3, "421 to QUIT": 3, "broken answer after DATA, taken": 1,
    "hang after DATA, taken": .4, "hang after DATA, not taken": .4, "drip at RCPT": .4, "drip after DATA, taken": .4,
}
FOR_GOOD = ("550 at RCPT", "554 after DATA")
LEAVES_UNSURE = tuple(name for name in FAULTS if "after DATA" in name and not name.startswith(("451", "554")))
FAULTY_SHARE = 0.10
REFUSES_EVERY, REFUSES_SECONDS = 400, 0.5      # connections between two outages, and how long one lasts
BAD_CERTIFICATE_SHARE = 0.01
STEPS = ("connected", "receiver named", "message begins", "taken", "answered")


def faults_of(seed, number):
    """The faults this mail meets, one at each try, before it is treated well."""
    chance = Random(f"{seed}/{number}")
    if chance.random() >= FAULTY_SHARE:
        return []
    return chance.choices(list(FAULTS), list(FAULTS.values()), k=chance.choice((1, 1, 1, 2, 3)))


class Script:
    """What the server has to do, and what it did."""

    def __init__(self, seed, ledger_path, kill_at, tell):
        self.seed, self.tell = seed, tell
        self.ledger = open(ledger_path, "a", encoding="utf-8", buffering=1)
        self.connections, self.tries, self.applied = 0, Counter(), Counter()
        self.kill_at = list(kill_at)            # [(connection number, step)], in order
        self.chance = Random(f"{seed}/connections")
        self.refuses = asyncio.Event()

    def note(self, event, **what):
        self.ledger.write(json.dumps({"event": event} | what) + "\n")

    def fault(self, number):
        planned, turn = faults_of(self.seed, number), self.tries[number]
        self.tries[number] += 1
        return planned[turn] if turn < len(planned) else ""

    async def reached(self, step, connection):
        """A moment at which a worker may be killed: tell, and give it a little time to happen."""
        if self.kill_at and self.kill_at[0][0] <= connection and self.kill_at[0][1] == step:
            self.kill_at.pop(0)
            self.tell(step)
            await asyncio.sleep(0.03)


class Server(SMTP):
    """One connection."""

    def __init__(self, script, bad_context):
        self.script, self.fault, self.number, self.drips = script, "", -1, False
        script.connections += 1
        self.connection = script.connections
        has_bad_certificate = script.chance.random() < BAD_CERTIFICATE_SHARE
        if has_bad_certificate:
            script.applied["bad certificate"] += 1
        if script.connections % REFUSES_EVERY == 0:
            script.refuses.set()
        super().__init__(self, hostname="ledger.example", tls_context=bad_context if has_bad_certificate else None, timeout=30)

    async def push(self, status):
        if not self.drips:
            with suppress(ConnectionError):
                await super().push(status)
            return
        for sign in (status if isinstance(status, bytes) else status.encode()) + b" dripping slowly\r\n":
            if self.transport is None or self.transport.is_closing():
                return
            self._writer.write(bytes([sign]))
            await asyncio.sleep(0.5)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        await self.script.reached("connected", self.connection)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.number = int(address.partition("@")[0].removeprefix("guest"))
        self.fault = self.script.fault(self.number)
        if self.fault:
            self.script.applied[self.fault] += 1
        await self.script.reached("receiver named", self.connection)
        if self.fault == "drop before DATA":
            self.transport.abort()
        if self.fault in ("450 at RCPT", "550 at RCPT"):
            return f"{self.fault[:3]} by plan"
        if self.fault == "421 at MAIL":
            return "421 too many connections, by plan"
        self.drips = self.fault == "drip at RCPT"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def smtp_DATA(self, arg):
        await self.script.reached("message begins", self.connection)
        await super().smtp_DATA(arg)

    async def handle_DATA(self, server, session, envelope):
        if self.fault in ("451 after DATA", "554 after DATA"):
            return f"{self.fault[:3]} by plan"
        if "not taken" not in self.fault:
            message = message_from_bytes(envelope.content)
            self.script.note("taken", number=self.number, message_id=message["Message-ID"], fault=self.fault,
                             sha256=hashlib.sha256(envelope.content).hexdigest())
            await self.script.reached("taken", self.connection)
        if self.fault.startswith("hang"):
            await asyncio.sleep(20)
        if self.fault.startswith("drop after DATA"):
            self.transport.abort()
        if self.fault.startswith("broken answer"):
            self._writer.write(b"25")
            self.transport.close()
        self.drips = self.fault.startswith("drip after DATA")
        if self.fault == "drop after 250":
            await self.push("250 taken")
            self.transport.close()
        asyncio.get_running_loop().create_task(self.script.reached("answered", self.connection))
        return "250 taken"

    async def handle_exception(self, error):
        return "421 by plan"

    async def smtp_QUIT(self, arg):
        await self.push("421 by plan" if self.fault == "421 to QUIT" else "221 Bye")
        self.transport.close()


def bad_certificate(folder):
    """An SSL context with a certificate nobody signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ledger.example")])
    now = datetime.now(UTC)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
                   .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256()))
    path = os.path.join(folder, "bad.pem")
    with open(path, "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def serve(seed, folder, port, kill_at, wire):
    """Serve until `wire` says stop; tells over it when a worker is to be killed, and at the end what it did."""
    asyncio.run(_serve(seed, folder, port, kill_at, wire))


async def _serve(seed, folder, port, kill_at, wire):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)   # connections cut by plan
    script, bad = Script(seed, os.path.join(folder, "ledger.jsonl"), kill_at, lambda step: wire.send(("kill", step))), bad_certificate(folder)
    server = await loop.create_server(lambda: Server(script, bad), HOST, port, reuse_address=True, backlog=100)
    wire.send(("ready", ""))
    asked = loop.create_task(asyncio.to_thread(wire.recv))
    while not asked.done():
        outage = loop.create_task(script.refuses.wait())
        await asyncio.wait((asked, outage), return_when=asyncio.FIRST_COMPLETED)
        if not script.refuses.is_set():
            outage.cancel()
            continue
        script.refuses.clear()
        server.close()
        await asyncio.sleep(REFUSES_SECONDS)
        script.applied["connection refused for half a second"] += 1
        server = await loop.create_server(lambda: Server(script, bad), HOST, port, reuse_address=True, backlog=100)
    server.close()
    wire.send(("done", {"connections": script.connections, "faults": dict(script.applied), "kills left": len(script.kill_at)}))
