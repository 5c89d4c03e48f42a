"""Encoders of LZVN and LZFSE for tests: plain and slow, every kind of instruction is used.

usage: apple_encoders.py lzvn|lzfse|lzfse-coded <CONTENT >STREAM
"""
import struct
import sys


def find_matches(data, most_distance, most_match):
    """(literals, match, distance) in turn; the last may be without a match."""
    seen, out, at, begin = {}, [], 0, 0
    while at + 4 <= len(data):
        key = data[at:at + 4]
        where = seen.get(key)
        seen[key] = at
        if where is None or at - where > most_distance:
            at += 1
            continue
        length = 4
        while at + length < len(data) and length < most_match and data[where + length] == data[at + length]:
            length += 1
        out.append((data[begin:at], length, at - where))
        for skipped in range(at + 1, min(at + length, len(data) - 4), 3):
            seen[data[skipped:skipped + 4]] = skipped
        at += length
        begin = at
    if begin < len(data):
        out.append((data[begin:], 0, 0))
    return out


def lzvn(data):
    out, before = bytearray(), 0
    for literals, match, distance in find_matches(data, 65535, 5000):
        keep = len(literals) % 4 if match else 0
        first, literals = literals[:len(literals) - keep], literals[len(literals) - keep:]
        while first:
            count = min(len(first), 271)
            out += bytes([0xE0, count - 16]) if count >= 16 else bytes([0xE0 | count])
            out += first[:count]
            first = first[count:]
        if not match:
            continue
        some, code = min(match, 10 - 2 * len(literals)), len(literals) << 6
        if distance == before and literals:
            out += bytes([code | some - 3 << 3 | 6])
        elif distance == before:
            some = 0
        elif distance < 0x600:
            out += bytes([code | some - 3 << 3 | distance >> 8, distance & 255])
        elif distance < 0x4000:
            some = min(match, 34)
            word = distance << 2 | (some - 3 & 3)
            out += bytes([0xA0 | len(literals) << 3 | some - 3 >> 2]) + struct.pack("<H", word)
        else:
            out += bytes([code | some - 3 << 3 | 7]) + struct.pack("<H", distance)
        out += literals
        match, before = match - some, distance
        while match:
            some = min(match, 271)
            out += bytes([0xF0, some - 16]) if some >= 16 else bytes([0xF0 | some])
            match -= some
    return bytes(out) + b"\x0e\x06" + bytes(7)


def values(bits):
    out, base = [], 0
    for count in bits:
        out.append((base, count))
        base += 1 << count
    return out


RUNS = values([0] * 16 + [2, 3, 5, 8])
MATCHES = values([0] * 16 + [3, 5, 8, 11])
DISTANCES = values([symbol // 4 for symbol in range(64)])


def symbol_of(value, table):
    symbol = max(i for i, (base, _) in enumerate(table) if base <= value)
    base, bits = table[symbol]
    assert value - base < 1 << bits
    return symbol, value - base, bits


def normalize(counts, states):
    total = sum(counts)
    if not total:
        return counts
    out = [max(1, count * states // total) if count else 0 for count in counts]
    while sum(out) != states:
        step = 1 if sum(out) < states else -1
        largest = max(range(len(out)), key=lambda i: out[i])
        out[largest] += step
    return out


def state_table(frequencies, states):
    """For each symbol: (first next state, bits, own state)."""
    out, offset = {}, 0
    for symbol, frequency in enumerate(frequencies):
        if not frequency:
            continue
        most = states.bit_length() - frequency.bit_length()
        longer = (2 * states >> most) - frequency
        out[symbol] = [((frequency + i << most) - states, most, offset + i) if i < longer else
                       (i - longer << most - 1, most - 1, offset + i) for i in range(frequency)]
        offset += frequency
    return out


def step_back(table, symbol, state):
    for base, bits, own in table[symbol]:
        if base <= state < base + (1 << bits):
            return own, (state - base, bits)
    raise AssertionError("no state leads there")


def pack_bits(pieces):
    """First piece at the end of the stream. Returns the bytes and what the head says of their last bits."""
    number, count = 0, 0
    for value, bits in pieces:
        number, count = number << bits | value, count + bits
    size = -(-count // 8)
    return number.to_bytes(size, "little"), 7 - (size * 8 - count)


def frequency_bits(frequencies):
    number, count = 0, 0
    for value in frequencies:
        if value < 2:
            code, bits = value << 1, 2
        elif value < 4:
            code, bits = 1 | value - 2 << 2, 3
        elif value < 8:
            code, bits = 3 | value - 4 << 3, 5
        elif value < 24:
            code, bits = 7 | value - 8 << 4, 8
        else:
            code, bits = 15 | value - 24 << 4, 14
        number, count = number | code << count, count + bits
    return number.to_bytes(-(-count // 8), "little")


def entropy_block(triples, literals, size):
    literals += bytes(-len(literals) % 4)
    counts = [0] * 256
    for byte in literals:
        counts[byte] += 1
    literal_frequencies = normalize(counts, 1024)
    table = state_table(literal_frequencies, 1024)
    literal_states, pieces = [0] * 4, []
    for i in reversed(range(len(literals))):
        literal_states[i % 4], piece = step_back(table, literals[i], literal_states[i % 4])
        pieces.append(piece)
    literal_stream, literal_bits = pack_bits(reversed(pieces))

    kinds = ((RUNS, 64), (MATCHES, 64), (DISTANCES, 256))
    coded = [[symbol_of(value, kind[0]) for value, kind in zip(triple, kinds)] for triple in triples]
    frequencies, tables = [], []
    for i, (kind, states) in enumerate(kinds):
        counts = [0] * len(kind)
        for triple in coded:
            counts[triple[i][0]] += 1
        frequencies.append(normalize(counts, states))
        tables.append(state_table(frequencies[-1], states))
    states, pieces = [0] * 3, []
    for triple in reversed(coded):
        for i in (2, 1, 0):
            symbol, value, bits = triple[i]
            pieces.append((value, bits))
            states[i], piece = step_back(tables[i], symbol, states[i])
            pieces.append(piece)
    stream, bits = pack_bits(reversed(pieces))
    stream = bytes(8) + stream  # so Apple's encoder begins them: its decoder reads eight bytes at once

    table_bytes = frequency_bits(frequencies[0] + frequencies[1] + frequencies[2] + literal_frequencies)
    packed = (len(literals) | len(literal_stream) << 20 | len(triples) << 40 | literal_bits << 60,
              literal_states[0] | literal_states[1] << 10 | literal_states[2] << 20 | literal_states[3] << 30 |
              len(stream) << 40 | bits << 60,
              32 + len(table_bytes) | states[0] << 32 | states[1] << 42 | states[2] << 52)
    return b"bvx2" + struct.pack("<I3Q", size, *packed) + table_bytes + literal_stream + stream


def lzfse(data, matches_in_block=2000, with_plain=True):
    """Blocks with entropy coding, and before them one of LZVN and one that is plain."""
    out, start = b"", 0
    if len(data) > 3000:
        part = lzvn(data[:1000])
        out = b"bvxn" + struct.pack("<II", 1000, len(part)) + part
        start = 1100 if with_plain else 1000
        if with_plain:
            out += b"bvx-" + struct.pack("<I", 100) + data[1000:1100]
    triples, literals, size, before = [], b"", 0, 0

    def flush():  # a block has room for 10,000 matches and four times the literals
        nonlocal triples, literals, size, before, out
        if triples:
            out += entropy_block(triples, literals, size)
        triples, literals, size, before = [], b"", 0, 0

    for run, match, distance in find_matches(data[start:], 262139, 5000):
        while len(run) > 315:
            triples.append((315, 0, 1 if before == 0 else 0))
            before = before or 1
            literals, size, run = literals + run[:315], size + 315, run[315:]
            if len(literals) > 30000:
                flush()
        some = min(match, 2359)
        given = distance or before or 1
        triples.append((len(run), some, 0 if given == before else given))
        before = given
        literals, size, match = literals + run, size + len(run) + some, match - some
        while match:
            some = min(match, 2359)
            triples.append((0, some, 0))
            size, match = size + some, match - some
        if len(triples) >= matches_in_block or len(literals) > 30000:
            flush()
    flush()
    return out + b"bvx$"


if __name__ == "__main__":
    encoders = {"lzvn": lzvn, "lzfse": lzfse, "lzfse-coded": lambda data: lzfse(data, with_plain=False)}
    sys.stdout.buffer.write(encoders[sys.argv[1]](sys.stdin.buffer.read()))
