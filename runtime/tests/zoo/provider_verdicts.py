"""Answers for each input on standard input whether the engine's provider accepts it.

The first line holds the definitions of the actions, each further line the name of an action and an input.
"""

import json
import sys

from mistral_actions_provider.input_check import InputCheck

checks = {one["name"]: InputCheck(one) for one in json.loads(sys.stdin.readline())}
for line in sys.stdin:
    name, value = json.loads(line)
    print("refused" if checks[name].problems(value) else "accepted")
