"""Reads and changes mail with imaplib as a test would: `read-with-imaplib.py host port plain|starttls|implicit ca.pem user`. Says what it saw as JSON."""

import base64
import imaplib
import json
import ssl
import sys

HOST, PORT, KIND, AUTHORITY, USER = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]

context = ssl.create_default_context(cafile=AUTHORITY or None)


def connect():
    if KIND == "implicit":
        return imaplib.IMAP4_SSL(HOST, PORT, ssl_context=context)
    imap = imaplib.IMAP4(HOST, PORT)
    if KIND == "starttls":
        imap.starttls(ssl_context=context)
    return imap


def texts(data):
    return [item.decode() if isinstance(item, bytes) else item for item in data]


with connect() as imap:
    imap.login(USER, "any")
    seen = {"inbox": texts(imap.select("INBOX")[1])}
    seen["found"] = texts(imap.search(None, "SUBJECT", '"order"')[1])
    octets = imap.fetch("1", "(BODY.PEEK[])")[1][0][1]
    seen["octets"] = base64.b64encode(octets).decode()
    seen["before"] = texts(imap.fetch("1", "(FLAGS)")[1])
    seen["stored"] = texts(imap.store("1", "+FLAGS", "(\\Flagged seen-by-python)")[1])
    seen["created"] = imap.create("Archive")[0]
    seen["copied"] = imap.copy("1", "Archive")[0]
    seen["appended"] = imap.append("Archive", "(\\Seen)", None, b"Subject: appended\r\n\r\nHello\r\n")[0]
    seen["folders"] = sorted(texts(imap.list()[1]))
    seen["archive"] = texts(imap.status("Archive", "(MESSAGES UNSEEN)")[1])
    imap.store("2", "+FLAGS", "\\Deleted")
    seen["expunged"] = texts(imap.expunge()[1])
    seen["left"] = texts(imap.uid("SEARCH", None, "ALL")[1])
    imap.close()

print(json.dumps(seen))
