"""Reads and deletes mail with poplib as a test would: `read-with-poplib.py host port plain|stls|implicit ca.pem user`. Says what it saw as JSON."""

import base64
import json
import poplib
import ssl
import sys

HOST, PORT, KIND, AUTHORITY, USER = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]

context = ssl.create_default_context(cafile=AUTHORITY or None)

if KIND == "implicit":
    pop = poplib.POP3_SSL(HOST, PORT, context=context)
else:
    pop = poplib.POP3(HOST, PORT)
if KIND == "stls":
    pop.stls(context=context)
pop.user(USER)
pop.pass_("any")


def join(lines):
    """Lines come without their ends."""
    return base64.b64encode(b"".join(line + b"\r\n" for line in lines)).decode()


seen = {
    "stat": pop.stat(),
    "sizes": [line.decode() for line in pop.list()[1]],
    "names": [line.decode().split(" ")[1] for line in pop.uidl()[1]],
    "octets": join(pop.retr(1)[1]),
    "top": join(pop.top(1, 1)[1]),
}
pop.dele(2)
pop.quit()
print(json.dumps(seen))
