"""coded.py: what `tocsin code` makes of texts. For the scorers of this folder."""
import collections
import json
import subprocess
import sys


def read_claims(tocsin, documents, *options):
    """Codes documents ({"id", "text", ...}); gives a list of claims for each id."""
    payload = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents).encode("utf-8")
    done = subprocess.run([tocsin, "code", "--quiet", *options, "-"], input=payload, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 4):  # 4: a text could not be used
        sys.exit(f"{tocsin} failed with {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    claims = collections.defaultdict(list)
    for line in done.stdout.decode("utf-8").splitlines():
        claim = json.loads(line)
        claims[claim["document"]].append(claim)
    return claims
