"""Just enough of UFS1 and UFS2 to edit test volumes that makefs made. Linux reads the result as the oracle."""
import struct

DIRECT = 12


class Image:
    def __init__(self, path, place=8192):
        with open(path, "rb") as source:
            self.bytes = bytearray(source.read())
        self.path, self.place = path, place
        for order in "<>":
            magic = struct.unpack_from(order + "I", self.bytes, place + 1372)[0]
            if magic in (0x11954, 0x19540119):
                self.order, self.is_second = order, magic == 0x19540119
        field = lambda offset: self.u32(place + offset)
        self.block, self.fragment = field(48), field(52)
        self.groups, self.inodes, self.fragments = field(44), field(184), field(188)
        self.table = field(16)
        self.inode_size = 256 if self.is_second else 128
        self.pointer = 8 if self.is_second else 4

    def save(self):
        with open(self.path, "r+b") as out:
            out.write(self.bytes)

    def get(self, form, offset):
        return struct.unpack_from(self.order + form, self.bytes, offset)[0]

    def put(self, form, offset, *values):
        struct.pack_into(self.order + form, self.bytes, offset, *values)

    def u32(self, offset):
        return self.get("I", offset)

    def inode(self, number):
        """Byte offset."""
        group, within = divmod(number, self.inodes)
        return (group * self.fragments + self.table) * self.fragment + within * self.inode_size

    def mode(self, number):
        return self.get("H", self.inode(number))

    def size_at(self, number):
        return self.inode(number) + (16 if self.is_second else 8)

    def size(self, number):
        return self.get("Q", self.size_at(number))

    def pointers_at(self, number):
        return self.inode(number) + (112 if self.is_second else 40)

    def pointer_form(self):
        return "Q" if self.is_second else "I"

    def get_pointer(self, base, index):
        return self.get(self.pointer_form(), base + index * self.pointer)

    def put_pointer(self, base, index, value):
        self.put(self.pointer_form(), base + index * self.pointer, value)

    def blocks(self, number):
        """Byte offsets of a file's blocks, as far as direct pointers and the first level reach."""
        count = -(-self.size(number) // self.block)
        base = self.pointers_at(number)
        single = self.get_pointer(base, DIRECT) * self.fragment
        for index in range(count):
            yield (self.get_pointer(base, index) if index < DIRECT else
                   self.get_pointer(single, index - DIRECT)) * self.fragment

    def entries(self, number):
        """(byte offset, inode, name) of a directory."""
        left = self.size(number)
        for begin in self.blocks(number):
            offset, end = begin, begin + min(left, self.block)
            left -= self.block
            while offset < end:
                inode, length = self.u32(offset), self.get("H", offset + 4)
                yield offset, inode, bytes(self.bytes[offset + 8:offset + 8 + self.bytes[offset + 7]])
                offset += length

    def walk(self):
        """(byte offset, inode, name) of every entry of every directory."""
        waiting, seen = [2], {2}
        while waiting:
            for offset, inode, name in self.entries(waiting.pop()):
                yield offset, inode, name
                if inode and self.mode(inode) >> 12 == 4 and inode not in seen:
                    seen.add(inode)
                    waiting.append(inode)

    def find(self, path):
        number = 2
        for part in path.split("/"):
            number = next(inode for _, inode, name in self.entries(number) if name == part.encode() and inode)
        return number

    def used_inodes(self):
        return (number for number in range(2, self.groups * self.inodes) if self.mode(number))
