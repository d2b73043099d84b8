"""Writes scripts/constraints.json: the constraints of request members that the SDK's schemas leave out.

Needs botocore (Debian: python3-botocore, or pip). Run it by hand when botocore has news; `generate-models.js` reads the result. botocore is
Apache-2.0, Copyright Amazon.com, Inc. or its affiliates.
"""

import gzip
import json
import os
import sys

import botocore

versions = {"iam": "2010-05-08", "sts": "2011-06-15", "s3": "2006-03-01", "kms": "2014-11-01", "organizations": "2016-11-28"}
facts = ("min", "max", "pattern", "enum")


def load(service, version):
    path = os.path.join(os.path.dirname(botocore.__file__), "data", service, version, "service-2.json.gz")
    with gzip.open(path) as file:
        return json.load(file)


def constraint(shapes, name, found):
    """Records the constraint of one shape, and answers whether it has any."""
    shape = shapes[name]
    if shape["type"] == "structure":
        return False
    of = {fact: shape[fact] for fact in facts if fact in shape}
    if shape["type"] in ("integer", "long"):
        of["integer"] = True
    for part in ("member", "key", "value"):
        if part in shape and constraint(shapes, shape[part]["shape"], found):
            of[part] = shape[part]["shape"]
    if of:
        found[name] = of
    return bool(of)


def mine(service, version):
    model = load(service, version)
    shapes, found, members = model["shapes"], {}, {}
    for name, shape in sorted(shapes.items()):
        if shape["type"] != "structure":
            continue
        for member, target in shape["members"].items():
            if constraint(shapes, target["shape"], found):
                members.setdefault(name, {})[member] = target["shape"]
    return {"constraints": dict(sorted(found.items())), "members": members}


def main():
    mined = {service: mine(service, version) for service, version in versions.items()}
    target = os.path.join(os.path.dirname(__file__), "constraints.json")
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"botocore": botocore.__version__, **mined}, file, ensure_ascii=True, indent=1, sort_keys=False)
        file.write("\n")
    return 0


sys.exit(main())
