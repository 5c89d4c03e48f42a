"""Reading and patching HFS+ images that Linux filled: what the recipes beside this share."""
import struct


class Image:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = bytearray(file.read())
        self.header = 1024
        self.block = struct.unpack_from(">I", self.bytes, self.header + 40)[0]

    def save(self, path):
        with open(path, "wb") as file:
            file.write(self.bytes)

    def extents(self, fork):
        """Pairs of first block and count, of the eight in a fork (by its place in the volume header)."""
        numbers = struct.unpack_from(">16I", self.bytes, self.header + fork + 16)
        return [pair for pair in zip(numbers[::2], numbers[1::2]) if pair[1]]

    def offset(self, fork, at):
        """Where byte `at` of a special file lies."""
        for first, count in self.extents(fork):
            if at < count * self.block:
                return first * self.block + at
            at -= count * self.block
        raise ValueError("the tree has further extents")

    def records(self, fork):
        """(offset of the key, of the data) of each leaf record of the tree `fork`."""
        start = self.offset(fork, 0)
        size = struct.unpack_from(">H", self.bytes, start + 32)[0]
        node = struct.unpack_from(">I", self.bytes, start + 24)[0]
        while node:
            at = self.offset(fork, node * size)
            following, _, kind, _, count = struct.unpack_from(">IIbBH", self.bytes, at)
            assert kind == -1
            for index in range(count):
                key = at + struct.unpack_from(">H", self.bytes, at + size - 2 * index - 2)[0]
                yield key, key + 2 + struct.unpack_from(">H", self.bytes, key)[0]
            node = following

    CATALOG, ATTRIBUTES, EXTENTS, BITMAP = 272, 352, 192, 112

    def name(self, key):
        length = struct.unpack_from(">H", self.bytes, key + 6)[0]
        return self.bytes[key + 8:key + 8 + 2 * length].decode("utf-16-be")

    def find(self, name, parent=None):
        """Offset of the catalog record of the only file or folder of this name (in folder `parent`)."""
        found = [data for key, data in self.records(self.CATALOG) if self.name(key) == name and
                 self.bytes[data + 1] in (1, 2) and parent in (None, struct.unpack_from(">I", self.bytes, key + 2)[0])]
        assert len(found) == 1, (name, len(found))
        return found[0]

    def number(self, record):
        return struct.unpack_from(">I", self.bytes, record + 8)[0]

    def attribute(self, number, name):
        """Offset of the data of an attribute's record."""
        for key, data in self.records(self.ATTRIBUTES):
            length = struct.unpack_from(">H", self.bytes, key + 12)[0]
            if struct.unpack_from(">I", self.bytes, key + 4)[0] == number and \
                    self.bytes[key + 14:key + 14 + 2 * length].decode("utf-16-be") == name:
                return data
        raise KeyError(name)
