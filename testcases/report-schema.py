#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
#
# report-schema.py SCHEMA FILE - is FILE valid? Without a network.
import json
import sys

import jsonschema

with open(sys.argv[1]) as f:
    schema = json.load(f)
with open(sys.argv[2]) as f:
    report = json.load(f)
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
errors = list(validator(schema).iter_errors(report))
for e in errors[:10]:
    print("/".join(map(str, e.absolute_path)), e.message[:300])
sys.exit(1 if errors else 0)
