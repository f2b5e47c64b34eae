"""A certificate authority, a server certificate and a client certificate for each folder."""

import os

from .folder import Folder, write
from .inventory import OPENSSL

DAYS = "2"


def make(folder: Folder) -> dict[str, str]:
    """Returns paths by name: ca, server.crt, server.key, client.crt, client.key, other_ca.

    The server's certificate is valid for `localhost` only, so that a client which connects to 127.0.0.1 and
    checks the name must reject it; `other_ca` is an authority that has signed none of the certificates.
    """
    openssl = OPENSSL.install()
    home = folder.path("etc", "tls")
    os.makedirs(home)

    def at(name: str) -> str:
        return os.path.join(home, name)

    key = ["-newkey", "rsa:2048", "-nodes"]
    for name in ("ca", "other-ca"):
        argv = [openssl, "req", "-x509", *key, "-days", DAYS, "-subj", f"/CN=live {name}"]
        folder.run("openssl", [*argv, "-keyout", at(name + ".key"), "-out", at(name + ".crt")])
    for name, usage in (("server", "serverAuth"), ("client", "clientAuth")):
        extensions = write(
            at(name + ".ext"),
            f"subjectAltName = DNS:localhost\nextendedKeyUsage = {usage}\nbasicConstraints = CA:FALSE\n",
        )
        request = [openssl, "req", *key, "-subj", f"/CN={name}", "-keyout", at(name + ".key")]
        folder.run("openssl", [*request, "-out", at(name + ".csr")])
        sign = [openssl, "x509", "-req", "-in", at(name + ".csr"), "-CA", at("ca.crt")]
        sign += ["-CAkey", at("ca.key"), "-CAcreateserial", "-days", DAYS]
        folder.run("openssl", [*sign, "-extfile", extensions, "-out", at(name + ".crt")])
    return {
        "ca": at("ca.crt"),
        "other_ca": at("other-ca.crt"),
        "server.crt": at("server.crt"),
        "server.key": at("server.key"),
        "client.crt": at("client.crt"),
        "client.key": at("client.key"),
    }
