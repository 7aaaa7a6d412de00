"""Reads a mail as another program than ours does, Python's `email`: the message on standard input, JSON on standard output."""

import hashlib
import json
import sys
from email import message_from_bytes, policy


def described(part):
    content = part.get_payload(decode=True)
    return {
        "id": (part["content-id"] or "").strip("<> "),
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }


def addresses(field):
    return [] if field is None else [one.addr_spec for one in field.addresses]


def body(message, kind):
    part = message.get_body((kind,))
    return None if part is None else part.get_content()


def defects(message):
    return [type(defect).__name__ for part in message.walk() for defect in part.defects]


message = message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
files = [described(part) for part in message.walk() if not part.is_multipart() and part.get_content_maintype() != "text"]
files += [described(part) for part in message.walk() if part.get_content_maintype() == "text" and part.is_attachment()]
json.dump(
    {
        "subject": message["subject"],
        "from": addresses(message["from"]),
        "to": addresses(message["to"]),
        "structure": [part.get_content_type() for part in message.walk()],
        "html": body(message, "html"),
        "text": body(message, "plain"),
        "images": [file for file in files if file["id"]],
        "files": [file for file in files if not file["id"]],
        "defects": defects(message),
    },
    sys.stdout,
)
