import json
import sys

if sys.argv[1:] == ["fail"]:
    sys.exit("refused on purpose")
print(json.dumps(sys.argv[1:]), sys.stdin.read())
