"""An SMTP server that logs the messages it receives, one JSON object per line.

Usage: smtp_server.py CERTIFICATE KEY LOG. The server listens on two ports of 127.0.0.1 and writes their
numbers to the first line of the log. The first port accepts everything; the second requires STARTTLS and a
password.
"""

import asyncio
import email
import json
import logging
import ssl
import sys
from email.header import decode_header, make_header
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HEADERS = ("Subject", "From", "To", "Cc", "Bcc", "Reply-To", "MIME-Version")
ACCOUNTS = {b"ada@example.org": b"s3cret pass", b"empty@example.org": b""}


def parts(message: Any) -> list[list[str]]:
    """Returns the type, character set and text of each part that is not multipart."""
    found = []
    for part in message.walk():
        if not part.is_multipart():
            charset = str(part.get_content_charset())
            found.append([part.get_content_type(), charset, part.get_payload(decode=True).decode(charset)])
    return found


def texts(message: Any, name: str) -> list[str]:
    """Returns the values of a header, unfolded and decoded."""
    values = ["".join(value.splitlines()) for value in message.get_all(name, [])]
    return [str(make_header(decode_header(value))) for value in values]


class Handler:
    """Logs messages."""

    def __init__(self, log: str) -> None:
        self.log = log

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Rejects recipients whose address starts with `refused`."""
        if address.startswith("refused"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Decodes the message and logs it."""
        message = email.message_from_bytes(envelope.content)
        received = {
            "from": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": {name: texts(message, name) for name in HEADERS},
            "type": message.get_content_type(),
            "parts": parts(message),
            "encrypted": session.ssl is not None,
            "user": session.auth_data.login.decode() if session.authenticated else None,
        }
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(json.dumps(received) + "\n")
        return "250 OK"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Accepts the credentials of ACCOUNTS."""
    known = isinstance(data, LoginPassword) and ACCOUNTS.get(data.login) == data.password
    return AuthResult(success=known, handled=False, auth_data=data)


async def serve(certificate: str, key: str, log: str) -> None:
    """Serves until the process is killed."""
    # Tests close connections on purpose; aiosmtpd would log each of them.
    logging.disable(logging.CRITICAL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler = Handler(log)
    strict = {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": authenticate,
        "auth_required": True,
    }
    loop = asyncio.get_running_loop()
    options: list[dict[str, Any]] = [{}, strict]
    servers = [
        await loop.create_server(partial(SMTP, handler, hostname="test", **arguments), "127.0.0.1", 0)
        for arguments in options
    ]
    with open(log, "w", encoding="utf-8") as file:
        file.write(json.dumps([server.sockets[0].getsockname()[1] for server in servers]) + "\n")
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
