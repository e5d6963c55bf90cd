"""Reads a mailbox with poplib as a program would, and prints it as JSON: `pop3.py host port plain|stls|implicit ca.pem name password`."""

import base64
import json
import poplib
import ssl
import sys

HOST, PORT, KIND, AUTHORITY, NAME, PASSWORD = sys.argv[1], int(sys.argv[2]), *sys.argv[3:7]
context = ssl.create_default_context(cafile=AUTHORITY or None)


class NamedSSL(poplib.POP3_SSL):
    """The name of the certificate is that of the URL, wherever the server is."""

    def _create_socket(self, timeout):
        return self.context.wrap_socket(poplib.POP3._create_socket(self, timeout), server_hostname="localhost")


pop3 = NamedSSL(HOST, PORT, context=context) if KIND == "implicit" else poplib.POP3(HOST, PORT)
capabilities = pop3.capa()
if KIND == "stls":
    pop3.host = "localhost"
    pop3.stls(context=context)
if KIND == "apop":
    pop3.apop(NAME, PASSWORD)
else:
    pop3.user(NAME)
    pop3.pass_(PASSWORD)
_, sizes, _ = pop3.list()
_, ids, _ = pop3.uidl()
mails = []
for line in sizes:
    number, size = line.split()
    _, lines, octets = pop3.retr(int(number))
    _, top, _ = pop3.top(int(number), 0)
    mails.append({
        "octets": base64.b64encode(b"".join(each + b"\r\n" for each in lines)).decode(),
        "size": int(size),
        "received": octets,
        "top": len(top),
        "uidl": pop3.uidl(int(number)).split()[2].decode(),
    })
pop3.dele(1)
farewell = pop3.quit().decode()
print(json.dumps({
    "capabilities": sorted(capabilities),
    "ids": [line.split()[1].decode() for line in ids],
    "mails": mails,
    "farewell": farewell,
}))
