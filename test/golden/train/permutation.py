"""Orders of windows by a Feistel network, computed apart from src/train/tokens/permutation.ts (Python 3.11, no packages).

python3 test/golden/train/permutation.py > test/golden/train/permutation.json
"""

import json

WORD = 0xFFFFFFFF


def mix(word, key):
    key &= WORD
    value = ((word ^ key) & WORD) * 0xCC9E2D51 & WORD
    value ^= value >> 16
    value = value * 0x85EBCA6B & WORD
    value ^= value >> 13
    value = value * 0xC2B2AE35 & WORD
    return value ^ (value >> 16) ^ (key >> 7)


def keys(seed, epoch):
    state = mix(seed & WORD, 0x9E3779B9)
    state = mix(state ^ seed >> 32, 0x85EBCA6B)
    state = mix(state ^ epoch & WORD, 0xC2B2AE35)
    state = mix(state ^ epoch >> 32, 0x27D4EB2F)
    found = []
    for at in range(16):
        state = mix((state + at) & WORD, 0x165667B1)
        found.append(state)
    return found


def order(count, seed, epoch, place):
    bits = 2
    while 4**bits < count:
        bits += 1
    mask = 2**bits - 1
    words = keys(seed, epoch)
    value = place
    while True:
        left, right = value >> bits, value & mask
        for turn in range(8):
            left, right = right, (left ^ mix(right ^ words[2 * turn], words[2 * turn + 1])) & mask
        value = left << bits | right
        if value < count:
            return value


cases = []
for count, seed, epoch in [(1, 0, 0), (7, 1, 0), (100, 2024, 0), (100, 2024, 1), (65537, 42, 3), (2**33 + 5, 2**52 + 1, 2**35 + 7)]:
    numbers = [order(count, seed, epoch, place) for place in range(min(count, 8))]
    cases.append({"count": count, "seed": seed, "epoch": epoch, "numbers": numbers})
print(json.dumps({"by": "permutation.py", "cases": cases}, indent=1))
