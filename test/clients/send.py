"""Sends mails with smtplib as an app would, and prints for each, as JSON, what it put on the wire after DATA."""

import base64
import json
import smtplib
import sys
from email.message import EmailMessage

HOST, PORT, METHOD = sys.argv[1], int(sys.argv[2]), sys.argv[3]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class RecordingSMTP(smtplib.SMTP):
    def data(self, msg):
        octets = msg.encode("ascii") if isinstance(msg, str) else msg
        self.sent = octets if octets.endswith(b"\r\n") else octets + b"\r\n"
        return super().data(msg)


def mail(subject, **recipients):
    message = EmailMessage()
    message["From"] = "Shop <shop@a.test>"
    for name, value in recipients.items():
        message[name.capitalize()] = value
    message["Subject"] = subject
    return message


plain = mail("plain", to="Ann <ann@b.test>", cc="zoe@b.test", bcc="hidden@b.test")
plain.set_content("Hello,\n.\n..two dots\n\nBye\n")

html = mail("HTML with an inline image", to="ann@b.test")
html.set_content("Hello")
html.add_alternative('<p>Hello <img src="cid:logo@a.test"></p>', subtype="html")
html.get_payload()[1].add_related(PNG, "image", "png", cid="<logo@a.test>", filename="logo.png")

attachment = mail("an attachment", to="ann@b.test")
attachment.set_content("See the file.")
attachment.add_attachment(bytes(range(256)) * 20, maintype="application", subtype="octet-stream", filename="fatura ığüş.bin")

turkish = mail("İstanbul'dan ığüşöç", to="ann@b.test")
turkish.set_content("İyi günler, ığüşöç.\n", charset="iso-8859-9", cte="8bit")

japanese = mail("ご注文ありがとう", to="山田 <yamada@b.test>")
japanese.set_content("東京からこんにちは。\n")

with RecordingSMTP(HOST, PORT, local_hostname="smtplib.test") as smtp:
    if METHOD != "none":
        smtp.ehlo()
        smtp.user, smtp.password = "python", "any password"
        code, _ = smtp.auth(METHOD, smtp.auth_plain if METHOD == "PLAIN" else smtp.auth_login)
        assert code == 235, code
    for message in (plain, html, attachment, turkish, japanese):
        assert smtp.send_message(message) == {}
        print(json.dumps({"octets": base64.b64encode(smtp.sent).decode()}))
