#!/usr/bin/env python3
"""make_archive.py: a web archive of any size out of pages, in the manner of CC-NEWS.

    make_archive.py PAGES.jsonl OUT.warc.gz [--megabytes 1000]

PAGES is JSON lines with "url" and "html". They are written again and again, each time
under another address, until OUT has that many million bytes: WARC/1.0, a gzip member a
record, level 6. First a warcinfo; for every page a request, a response with the headers
that servers send, and a metadata record. Seven bodies of eight are plain, as the crawler
of CC-NEWS leaves them (it renames the headers of what it undid); every eighth came as the
server sent it, gzipped and in chunks. Every twentieth page is followed by a redirect.

The last line says how many pages, and how many bytes before and after packing.
"""
import argparse
import json
import sys
import uuid
import zlib

DATE = "2026-11-01T10:00:00Z"


def member(data):
    pack = zlib.compressobj(6, zlib.DEFLATED, 15 + 16)
    return pack.compress(data) + pack.flush()


def record(kind, url, mime, block):
    name = uuid.uuid5(uuid.NAMESPACE_URL, kind + url)
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {DATE}\r\n"
            f"WARC-Record-ID: <urn:uuid:{name}>\r\nContent-Length: {len(block)}\r\n"
            f"Content-Type: {mime}\r\nWARC-Target-URI: {url}\r\n"
            "WARC-IP-Address: 192.0.2.7\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def in_chunks(body, size=8192):
    parts = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def response(page, number):
    head = ("HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 01 Nov 2026 10:00:00 GMT\r\n"
            "Content-Type: text/html; charset=UTF-8\r\nCache-Control: max-age=60\r\n"
            "Vary: Accept-Encoding\r\n")
    if number % 8 == 7:
        body = in_chunks(member(page))
        head += "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    else:
        body = page
        head += ("X-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip\r\n"
                 f"Content-Length: {len(page)}\r\n")
    return (head + "\r\n").encode() + body


def records_of(url, page, number):
    request = f"GET / HTTP/1.1\r\nUser-Agent: CCBot/2.0\r\nAccept: text/html\r\nHost: {url.split('/')[2]}\r\n\r\n"
    http = "application/http; msgtype="
    yield record("request", url, http + "request", request.encode())
    yield record("response", url, http + "response", response(page, number))
    yield record("metadata", url, "application/warc-fields", b"fetchTimeMs: 412\r\ncharset-detected: utf-8\r\n")
    if number % 20 == 19:
        moved = b"HTTP/1.1 301 Moved Permanently\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
        yield record("response", url + "/old", http + "response", moved)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages")
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=float, default=1000)
    args = parser.parse_args()
    with open(args.pages, encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines if line.strip()]
    pages = [(p.get("url") or "https://example.org/" + str(p.get("id")),
              p["html"].encode("utf-8", "replace")) for p in pages if p.get("html")]
    pages = [(url if "://" in url else "https://" + url, page) for url, page in pages]
    if not pages:
        sys.exit("make_archive.py: no pages")
    packed = plain = count = 0
    with open(args.out, "wb") as out:
        def put(data):
            nonlocal packed, plain
            zipped = member(data)
            out.write(zipped)
            packed += len(zipped)
            plain += len(data)
        put(record("warcinfo", "https://example.org/", "application/warc-fields", b"software: make_archive\r\n"))
        while packed < args.megabytes * 1e6:
            url, page = pages[count % len(pages)]
            again = count // len(pages)
            for data in records_of(f"{url}{'&' if '?' in url else '?'}again={again}", page, count):
                put(data)
            count += 1
    print(f"{count} pages, {packed} bytes, {plain} unpacked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
