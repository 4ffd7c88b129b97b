"""Checks a proof from the trace of Tỉnh Số:  python check_proof.py PROOF.json [ROOTS.jsonl [KEY-ID]]

Needs Python 3.8 with the library cryptography, or openssl 3; nothing of Tỉnh Số. ROOTS: roots published earlier, of
which the batch must be one. KEY-ID: who must have signed. Exit code 0 and VALID where all holds, else 1.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def need(holds, otherwise):
    if not holds:
        sys.exit(f"INVALID: {otherwise}")


def is_signed(public, signature, message):
    with tempfile.TemporaryDirectory() as folder:
        key, sig, text = Path(folder, "key"), Path(folder, "sig"), Path(folder, "text")
        for file, data in ((key, public), (sig, signature), (text, message)):
            file.write_bytes(data)
        try:
            from cryptography.hazmat.primitives.serialization import load_der_public_key as load

            return load(public).verify(signature, message) is None  # raises where it is wrong
        except ImportError:
            args = f"pkeyutl -verify -pubin -keyform DER -rawin -inkey {key} -sigfile {sig} -in {text}"
            return subprocess.run(["openssl", *args.split()], capture_output=True).returncode == 0
        except Exception:
            return False


proof_file, roots_file, key_id = [*sys.argv[1:], None, None][:3]
proof = json.loads(Path(proof_file).read_text("utf-8"))
batch, entry, public = json.loads(proof["batch"]), proof["entry"], bytes.fromhex(proof["public_key"])
index, size, node = proof["index"], batch["size"], sha(b"\0", entry.encode())
need(0 <= index < size and json.loads(entry)["id"] == proof["id"], "the entry is not at its place")
for step in map(bytes.fromhex, proof["path"]):  # RFC 6962: from the leaf to the root
    while index % 2 == 0 and index + 1 == size > 1:  # an odd last node moves up as it is
        index, size = index // 2, (size + 1) // 2
    node = sha(b"\1", step, node) if index % 2 else sha(b"\1", node, step)
    index, size = index // 2, (size + 1) // 2
need(size == 1 and node.hex() == batch["root"], "the entry does not lead to the root of its batch")
chain = sha(b"\2", bytes.fromhex(proof["previous"]), proof["batch"].encode())
need(chain.hex() == proof["chain"], "the batch does not follow the one before it")
need(sha(public).hex()[:16] == batch["key_id"] == (key_id or batch["key_id"]), "another key signed")
der, signature = bytes.fromhex("302a300506032b6570032100") + public, bytes.fromhex(proof["signature"])
need(is_signed(der, signature, b"tinhso-audit-batch-1\n" + chain), "the signature is wrong")
known = [json.loads(line) for line in Path(roots_file).read_text().splitlines()] if roots_file else []
published = [root["chain"] for root in known if root["number"] == batch["number"]]
need(not roots_file or published == [chain.hex()], "the batch is not the published one")
print(f"VALID: batch {batch['number']}, sealed {batch['sealed_at']}, key {batch['key_id']}\n{entry}")
