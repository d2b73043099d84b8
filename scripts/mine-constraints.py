"""Writes scripts/constraints.json: the constraints of request members that the SDK's schemas leave out.

Needs botocore (Debian: python3-botocore, or pip). Run it by hand when botocore has news; `generate-models.js` reads the result. botocore is
Apache-2.0, Copyright Amazon.com, Inc. or its affiliates.
"""

import gzip
import json
import os
import sys

import botocore

versions = {
    "iam": "2010-05-08",
    "sts": "2011-06-15",
    "s3": "2006-03-01",
    "kms": "2014-11-01",
    "organizations": "2016-11-28",
    "s3control": "2018-08-20",
    "glue": "2017-03-31",
    "lakeformation": "2017-03-31",
}
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


def reach(shapes, name, reached):
    """Adds a shape and all that it consists of."""
    if name in reached:
        return
    reached.add(name)
    shape = shapes[name]
    parts = [shape[part] for part in ("member", "key", "value") if part in shape]
    for part in [*shape.get("members", {}).values(), *parts]:
        reach(shapes, part["shape"], reached)


def mine(service, version, served):
    model = load(service, version)
    shapes, found, members = model["shapes"], {}, {}
    reached = set()
    for name, operation in model["operations"].items():
        if served is None or name in served:
            for part in ("input", "output"):
                if part in operation:
                    reach(shapes, operation[part]["shape"], reached)
    for name, shape in sorted(shapes.items()):
        if shape["type"] != "structure" or (served is not None and name not in reached):
            continue
        for member, target in shape["members"].items():
            if constraint(shapes, target["shape"], found):
                members.setdefault(name, {})[member] = target["shape"]
    return {"constraints": dict(sorted(found.items())), "members": members}


def main():
    here = os.path.dirname(__file__)
    with open(os.path.join(here, "served-operations.json"), encoding="utf-8") as file:
        served = json.load(file)
    mined = {service: mine(service, version, served.get(service)) for service, version in versions.items()}
    target = os.path.join(here, "constraints.json")
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"botocore": botocore.__version__, **mined}, file, ensure_ascii=True, indent=1, sort_keys=False)
        file.write("\n")
    return 0


sys.exit(main())
