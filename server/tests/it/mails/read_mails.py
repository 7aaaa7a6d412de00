"""Reads mails as another program than the one that wrote them: Python's `email`, and dkimpy for signatures.

On standard input, frames: one line, then as many bytes as it says.
    key NAME LENGTH       the TXT record of this name is what follows; no answer
    read LENGTH           a mail; the answer is what it says, one line of JSON
    judge LENGTH          the same, with the complaints of a stricter and slower reader
    verify LENGTH         a signed mail; the answer is true or false
"""

import hashlib
import json
import re
import sys
from email import message_from_string, policy
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime

try:
    import dkim
except ImportError:
    dkim = None

RECORDS = {}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def said(text):
    """The hash of a text, with the line ends of this program and not those of the wire."""
    return sha256(text.replace("\r\n", "\n").encode("utf-8"))


def words(field):
    """A field without what encodes it. Python 3.11's newer reader puts blanks into long names, so that the older one reads them."""
    return None if field is None else str(make_header(decode_header(field.replace("\r\n", ""))))


def mailboxes(field):
    return [] if field is None else [[words(name), address] for name, address in getaddresses([field])]


def defects(message):
    """What Python does not like, but for addresses that are not ASCII, which RFC 6532 allows."""
    found = []
    for part in message.walk():
        found += [type(defect).__name__ for defect in part.defects]
        for name, value in part.items():
            found += [f"{name}: {type(defect).__name__}" for defect in getattr(value, "defects", ())]
    return [defect for defect in found if not defect.endswith("NonASCIILocalPartDefect")]


def complaints(text, seen):
    """What the newer and stricter of Python's two readers does not like or reads otherwise."""
    message = message_from_string(text, policy=policy.default)
    found = defects(message)
    if message["subject"] != seen["subject"]:
        found.append("another subject: " + message["subject"])
    if [one.addr_spec for one in message["to"].addresses] != [address for _, address in seen["to"]]:
        found.append("other addresses")
    names = [part.get_filename() for part in message.walk() if part.get_filename() is not None]
    if names != [name for *_, name, _ in seen["images"] + seen["files"]]:
        found.append(f"other names of files: {names}")
    return found


def read(raw, is_strict):
    # SMTPUTF8 makes headers UTF-8; everything else is ASCII, which is UTF-8 too.
    text = raw.decode("utf-8")
    message = message_from_string(text)
    seen = {
        "subject": words(message["subject"]),
        "date": int(parsedate_to_datetime(message["date"]).timestamp()),
        "message_id": message["message-id"].strip(),
        "references": (message["references"] or "").split(),
        "automatic": message["auto-submitted"],
        "from": mailboxes(message["from"]),
        "to": mailboxes(message["to"]),
        "cc": mailboxes(message["cc"]),
        "text": [],
        "html": [],
        "shown": [],
        "images": [],
        "files": [],
    }
    for part in message.walk():
        if part.is_multipart():
            continue
        disposition = part.get_content_disposition()
        if disposition is None:
            kind = {"text/plain": "text", "text/html": "html"}[part.get_content_type()]
            content = part.get_payload(decode=True).decode("utf-8")
            seen[kind].append(said(content))
            if kind == "html":
                seen["shown"] += re.findall(r' src="cid:([^"]*)"', content)
            continue
        content = sha256(part.get_payload(decode=True))
        if disposition == "inline":
            seen["images"].append([part["content-id"].strip(), part.get_filename(), content])
        else:
            seen["files"].append([part.get_filename(), content])
    seen["defects"] = complaints(text, seen) if is_strict else defects(message)
    return seen


def verify(raw):
    def record(name, timeout=5):
        return RECORDS.get(name.decode("ascii").rstrip("."))

    try:
        return dkim.verify(raw, dnsfunc=record)
    except (dkim.DKIMException, ValueError):
        # What cannot be read as a signature is none.
        return False


def main():
    frames, answers = sys.stdin.buffer, sys.stdout
    while line := frames.readline():
        kind, *rest = line.decode("ascii").split()
        content = frames.read(int(rest[-1]))
        if kind == "key":
            RECORDS[rest[0]] = content
            continue
        answer = verify(content) if kind == "verify" else read(content, kind == "judge")
        answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
