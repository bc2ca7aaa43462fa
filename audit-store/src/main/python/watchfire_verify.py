#!/usr/bin/env python3
"""Second verifier of Watchfire evidence bundles, from docs/evidence-format.md; standard library only.

Usage: watchfire_verify.py FILE.zip --key VKEY      exit 0 verified, 6 not, 2 wrong usage
It checks the zip, both signatures (Ed25519), all sums, checkpoints, proofs, records and their order.
It neither replays the query nor makes records.csv again: watchfire-verify.jar does.
"""
import base64, hashlib, json, re, struct, sys, zlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*")
DIGEST = re.compile(rb'\{"watchfire":\{"digest":\{"sha256":"([0-9a-f]{64})","size":([0-9]{1,18})\}\}\}')


class Bad(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Bad(message)


# Ed25519, RFC 8032 section 6: slow and plain.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def mul(s, p):
    q = (0, 1, 1, 0)
    while s > 0:
        if s & 1:
            q = add(q, p)
        p, s = add(p, p), s >> 1
    return q


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    require(y < P, "a point is not on the curve")
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    require((x * x - x2) % P == 0 and not (x == 0 and sign), "a point is not on the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    if len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    try:
        a, r = point(public), point(signature[:32])
    except Bad:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = mul(s, BASE), add(r, mul(h, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


# Notes, C2SP signed-note.
def b64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad("not base64")
    require(base64.b64encode(data).decode() == text, "base64 is not canonical")
    return data


def key_id(name, typed):
    return hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]


def vkey(text):
    parts = text.split("+", 2)
    require(len(parts) == 3, "a key has the form name+hash+base64")
    typed = b64(parts[2])
    require(len(typed) == 33 and typed[0] == 1, "not an Ed25519 key")
    require(key_id(parts[0], typed).hex() == parts[1], "the hash of the key is wrong")
    return parts[0], typed[1:]


def note(data, name, public):
    """Text of a note that is signed by this key under this name."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("a note is not UTF-8")
    require(not re.search("[\x00-\x09\x0b-\x1f\x7f]", whole), "a note has a control character")
    split = whole.rfind("\n\n")
    require(split >= 0 and whole.endswith("\n"), "a note has no signatures")
    text, found = whole[: split + 1], False
    for line in whole[split + 2 : -1].split("\n"):
        match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        require(match, "a signature line is malformed")
        blob = b64(match[2])
        require(len(blob) >= 5, "a signature is too short")
        if match[1] == name and blob[:4] == key_id(name, b"\x01" + public):
            require(ed25519(public, text.encode(), blob[4:]), "wrong signature of " + name)
            found = True
    require(found, "not signed by " + name)
    return text


def checkpoint(data, origin, public):
    lines = note(data, origin, public).split("\n")
    require(len(lines) >= 4 and lines[0] == origin, "the checkpoint is of another log")
    require(re.fullmatch("0|[1-9][0-9]{0,17}", lines[1]), "the checkpoint has no size")
    root = b64(lines[2])
    require(len(root) == 32, "the checkpoint has no root")
    return int(lines[1]), root


# The zip: exactly one form.
def common(name, crc, size):
    return struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0x21, crc, size, size, len(name), 0)


def unzip(z):
    """Files by name, as (offset, content); z is the whole zip."""
    require(len(z) >= 22, "too short for a zip")
    end = len(z) - 22
    count, size, start = struct.unpack_from("<HII", z, end + 10)
    expected = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size, start, 0)
    require(bytes(z[end:]) == expected and start + size == end, "byte %d: the end record is wrong" % end)
    files, at, place = {}, start, 0
    for _ in range(count):
        require(at + 46 <= end, "byte %d: the directory ends too early" % at)
        crc, size = struct.unpack_from("<II", z, at + 16)
        length, offset = struct.unpack_from("<H", z, at + 28)[0], struct.unpack_from("<I", z, at + 42)[0]
        name = bytes(z[at + 46 : at + 46 + length]).decode("latin-1")
        require(length <= 120 and NAME.fullmatch(name), "byte %d: a bad file name" % at)
        raw = name.encode()
        central = struct.pack("<IH", 0x02014B50, 10) + common(raw, crc, size) + struct.pack("<HHHII", 0, 0, 0, 0, offset) + raw
        require(bytes(z[at : at + 46 + length]) == central, "byte %d: the directory is not as it must be" % at)
        local = struct.pack("<I", 0x04034B50) + common(raw, crc, size) + raw
        require(offset == place and bytes(z[place : place + len(local)]) == local, "byte %d: header of %s is wrong" % (place, name))
        body = place + len(local)
        require(body + size <= start and name not in files, "byte %d: %s is repeated or too long" % (place, name))
        require(zlib.crc32(z[body : body + size]) == crc, "byte %d: %s has another CRC-32" % (body, name))
        files[name] = (body, z[body : body + size])
        at, place = at + 46 + length, body + size
    require(at == end and place == start, "byte %d: bytes that belong to no file" % place)
    return files


def unique(pairs):
    require(len({k for k, _ in pairs}) == len(pairs), "a name is twice in the manifest")
    return dict(pairs)


def fold(lo, hi, leaves, gaps):
    """Root over [lo, hi): leaves are (index, hash) in reversed order, gaps the proof, reversed too."""
    if not leaves or leaves[-1][0] >= hi:
        require(gaps, "the proof has too few hashes")
        return gaps.pop()
    require(leaves[-1][0] >= lo, "leaf indexes do not rise")
    if hi - lo == 1:
        return leaves.pop()[1]
    split = lo + (1 << ((hi - lo - 1).bit_length() - 1))
    left = fold(lo, split, leaves, gaps)
    return hashlib.sha256(b"\x01" + left + fold(split, hi, leaves, gaps)).digest()


def frames(files, k):
    """The records of log k: (file, place in the zip, bytes)."""
    n = 0
    while "log/%d/records/%06d" % (k, n) in files:
        name = "log/%d/records/%06d" % (k, n)
        base, data = files[name]
        at = 0
        while at < len(data):
            require(at + 2 <= len(data), "%s ends inside a length" % name)
            length = struct.unpack_from(">H", data, at)[0]
            require(at + 2 + length <= len(data), "%s ends inside a record" % name)
            yield name, base + at, bytes(data[at + 2 : at + 2 + length])
            at += 2 + length
        n += 1


def log(files, m, k, site, public, expected, previous):
    entry = m["logs"][k]
    own = site + "/" + m["stream"]
    require(entry["origin"] == own or entry["origin"].startswith(own + "/"), "a log of another stream")
    if k > 0:
        require(entry["first"] == m["logs"][k - 1]["first"] + m["logs"][k - 1]["size"], "logs do not follow each other")
    size, root = checkpoint(bytes(files["log/%d/checkpoint" % k][1]), entry["origin"], public)
    require(size == entry["size"], "log/%d/checkpoint is of another size" % k)
    rows, proof = files["log/%d/leaves" % k][1], files["log/%d/proof" % k][1]
    require(len(rows) == 40 * entry["records"] and len(proof) % 32 == 0, "log/%d: leaves or proof have a wrong length" % k)
    leaves = [(struct.unpack_from(">Q", rows, i)[0], bytes(rows[i + 8 : i + 40])) for i in range(0, len(rows), 40)]
    gaps = [bytes(proof[i : i + 32]) for i in range(0, len(proof), 32)]
    todo, gaps = leaves[::-1], gaps[::-1]
    got = fold(0, size, todo, gaps) if size else hashlib.sha256(b"").digest()
    require(got == root and not todo and not gaps, "log/%d/proof does not lead to the checkpoint's root" % k)
    found = 0
    for name, place, leaf in frames(files, k):
        where = "%s (zip byte %d)" % (name, place)
        require(found < len(leaves), where + ": one record too many")
        index, expected_hash = leaves[found]
        seq = entry["first"] + index
        where += " record %d" % seq
        require(hashlib.sha256(b"\x00" + leaf).digest() == expected_hash, where + " is not what was recorded")
        right = seq == expected if m["kind"] == "range" else expected <= seq < m["to"]
        require(right, where + " is not the one that belongs here")
        if index == 0 and previous:
            require(checkpoint(leaf, m["logs"][k - 1]["origin"], public) == previous, where + " is not the last checkpoint before")
        digest = DIGEST.fullmatch(leaf)
        if digest:
            payload = bytes(files["log/%d/payload/%s" % (k, digest[1].decode())][1])
            require(hashlib.sha256(payload).hexdigest() == digest[1].decode() and len(payload) == int(digest[2]), where + " has another payload")
        expected, found = seq + 1, found + 1
    require(found == len(leaves), "log/%d: records are missing" % k)
    return expected, (size, root), found


def verify(z, key):
    site, public = vkey(key)
    files = unzip(z)
    for name in ("manifest.json", "manifest.sig", "trust/evidence-key", "trust/policy", "records.csv"):
        require(name in files, name + " is missing")
    json_bytes = bytes(files["manifest.json"][1])
    lines = note(bytes(files["trust/evidence-key"][1]), site + "/evidence-keys", public).split("\n")
    require(len(lines) == 4 and lines[:2] == ["watchfire.org/evidence-key/v1", site], "trust/evidence-key is no certificate")
    signer, signer_key = vkey(lines[2])
    require(signer == site + "/evidence", "the bundle key has a wrong name")
    signed = note(bytes(files["manifest.sig"][1]), signer, signer_key).split("\n")
    require(signed[:2] == ["watchfire.org/evidence-manifest/v1", site] and len(signed) == 5, "manifest.sig is of something else")
    require(signed[2] == "sha256 " + hashlib.sha256(json_bytes).hexdigest(), "manifest.json was changed")
    sm3 = (lambda data: hashlib.new("sm3", data).hexdigest()) if "sm3" in hashlib.algorithms_available else None
    require(not sm3 or signed[3] == "sm3 " + sm3(json_bytes), "manifest.json was changed (SM3)")
    m = json.loads(json_bytes.decode("utf-8"), object_pairs_hook=unique)
    require(m["format"] == "watchfire-evidence/1" and m["site"] == site, "another format or site")
    require(m["kind"] in ("range", "records"), "another kind")
    names = [f["name"] for f in m["files"]] + ["manifest.json", "manifest.sig"]
    require(names == list(files), "files are missing, added or moved: %s" % sorted(set(names) ^ set(files)))
    for f in m["files"]:
        offset, data = files[f["name"]]
        require(len(data) == f["size"] and hashlib.sha256(data).hexdigest() == f["sha256"], "%s (zip byte %d) was changed" % (f["name"], offset))
        require(not sm3 or sm3(data) == f["sm3"], "%s (zip byte %d) was changed (SM3)" % (f["name"], offset))
    expected, previous, total = m["from"], None, 0
    for k in range(len(m["logs"])):
        expected, previous, found = log(files, m, k, site, public, expected, previous)
        total += found
    require(total == m["records"], "the manifest counts %s records, there are %d" % (m["records"], total))
    require(m["kind"] == "records" or expected == m["to"], "records are missing from %d on" % expected)
    return m


def main(args):
    if len(args) != 3 or args[1] != "--key":
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(args[0], "rb") as file:
            m = verify(memoryview(file.read()), args[2].strip())
    except (Bad, KeyError, TypeError, ValueError, AttributeError, RecursionError) as e:
        print("FAILED 验证失败: %s %s" % (type(e).__name__, ascii(str(e))))
        return 6
    print("VERIFIED 验证通过: %d records of %s/%s" % (m["records"], m["site"], m["stream"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
