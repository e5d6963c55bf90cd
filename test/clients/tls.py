"""Sends a mail with smtplib over TLS as an app would: `tls.py host port starttls|implicit ca.pem name`. Says how it went as JSON."""

import json
import smtplib
import socket
import ssl
import sys

HOST, PORT, KIND, AUTHORITY, NAME = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]

context = ssl.create_default_context(cafile=AUTHORITY or None)
# What Python does by itself from 3.13 on.
context.verify_flags |= ssl.VERIFY_X509_STRICT


def connect():
    """The name of the certificate is that of the URL, wherever the server is."""
    if KIND == "implicit":
        smtp = smtplib.SMTP_SSL(context=context)
        smtp._host = NAME
        smtp.connect(HOST, PORT)
        return smtp
    smtp = smtplib.SMTP(HOST, PORT)
    smtp._host = NAME
    smtp.starttls(context=context)
    return smtp


try:
    with connect() as smtp:
        version = smtp.sock.version()
        smtp.sendmail("shop@a.test", ["ann@b.test"], "Subject: over TLS\r\n\r\nHello\r\n")
    print(json.dumps({"version": version}))
except (ssl.SSLError, socket.error) as error:
    print(json.dumps({"error": str(error)}))
