"""Fills the mounted HFS+ at argv[1]; runs inside user-mode-linux, so that Linux' driver is who writes.

argv[2] says how much: "all" makes thousands of names, "few" some hundred; "more" changes a filled one.
"""
import os
import socket
import stat
import sys

from compressed import compressed_files, content

# A slash, and letters that the driver's table takes for others: it shows them as no other program would.
OWN_NAMES = {0x2F, 0x310, *range(0x4D4, 0x4DC), 0x4E0, 0x4E1, *range(0x4E8, 0x4EC), 0x1FF4}

root, amount = sys.argv[1:3]
os.chdir(root)


def write(path, data):
    with open(path, "wb") as out:
        out.write(data)


def make_sizes():
    os.mkdir("sizes")
    for size in (0, 1, 511, 512, 513, 4095, 4096, 4097, 65535, 65536, 300001):
        write("sizes/%d bytes" % size, content(size, size))


def make_fragments():
    """Files in turn, a block at a time: each has more extents than its record has room for."""
    os.mkdir("fragments")
    block = os.statvfs(".").f_bsize
    files = [os.open("fragments/%d" % i, os.O_WRONLY | os.O_CREAT) for i in range(3)]
    for step in range(12):
        for i, descriptor in enumerate(files):
            os.write(descriptor, content(block, step * 3 + i))
            os.fsync(descriptor)
    os.write(files[0], b"the end")
    for descriptor in files:
        os.close(descriptor)


def make_links():
    os.makedirs("links/below")
    write("links/first", b"linked three times")
    os.link("links/first", "links/second")
    os.link("links/first", "links/below/third")
    write("links/gone", b"the first name is removed")
    os.link("links/gone", "links/left")
    os.unlink("links/gone")
    os.symlink("first", "links/symbolic")
    os.symlink("no/such\u00e9/place", "links/broken")
    os.symlink("x" * 1000, "links/long")
    os.symlink("/absolute/target", "links/absolute")


def make_special():
    os.mkdir("special")
    os.mknod("special/null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    os.mknod("special/disk", stat.S_IFBLK | 0o660, os.makedev(259, 70000))
    os.mkfifo("special/fifo", 0o640)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("special/socket")


def make_attributes():
    os.mkdir("attributes")
    write("attributes/file", b"with attributes")
    for name, size in (("user.comment", 20), ("user.empty", 0), ("user.large", 3000), ("security.label", 31),
                       ("trusted.t", 5), ("osx.com.apple.metadata:kMDItemWhereFroms", 150), ("user.\u00fcml\u00e4ut", 9)):
        os.setxattr("attributes/file", name, content(size, size))
    os.setxattr("attributes/file", "osx.com.apple.FinderInfo", b"TEXTttxt" + bytes(24))
    os.setxattr("attributes", "user.of a folder", b"value")
    for number in range(200 if amount == "all" else 20):
        path = "attributes/%03d" % number
        write(path, b"")
        os.setxattr(path, "user.number", b"%d" % number)
    os.chmod("attributes/file", 0o4751)
    os.chown("attributes/file", 1000, 70000)
    os.utime("attributes/file", ns=(1 * 10**9, 2000000000 * 10**9))
    os.mkdir("attributes/sticky", 0o777)
    os.chmod("attributes/sticky", 0o1777)


def make_names():
    os.mkdir("names")
    ranges = ((0x20, 0x600), (0x900, 0x9B0), (0x10A0, 0x1100), (0x1E00, 0x1E80), (0x1F00, 0x2070), (0x2120, 0x2190),
              (0x3040, 0x3100), (0xAC00, 0xAC20), (0xF900, 0xF910), (0xFB00, 0xFB50), (0xFEF0, 0xFF60))
    for first, last in ranges if amount == "all" else ((0x20, 0x130),):
        for number in range(first, last):
            if number not in OWN_NAMES:
                write("names/%04x %c." % (number, number), b"")
    write("names/" + "\u00e9" * 120, b"long")
    write("names/" + "n" * 255, b"longest")
    write("names/with:colon", b"")
    write("names/\u2400zero", b"")
    write("names/.hidden", b"")
    write("names/Case", b"")
    if not os.path.exists("names/cASE"):
        write("names/cASE", b"its own file")


def make_folders():
    path = "deep"
    for level in range(40):
        path += "/level %d" % level
    os.makedirs(path)
    write(path + "/bottom", b"reached")
    os.mkdir("many")
    count = 5000 if amount == "all" else 300
    for number in range(count):
        write("many/a file with a name of some length %06d" % (number * 7919 % count), b"")
    for number in range(0, count, 3):
        os.unlink("many/a file with a name of some length %06d" % number)


def make_compressed():
    """Files whose content is that of the resource forks and attributes that make_special_volume.py makes of them."""
    os.mkdir("compressed")
    for name, attribute, fork in compressed_files():
        write("compressed/" + name, fork)
        os.setxattr("compressed/" + name, "osx.com.apple.decmpfs", attribute)
    write("compressed/plain", b"its resource fork is the other one's")
    write("compressed/fork", content(5000, 1))
    write("compressed/large attribute", b"")
    os.setxattr("compressed/large attribute", "user.large", bytes(100))
    write("compressed/blocks", content(20000, 2))
    folders = ".HFS+ Private Directory Data\r"
    os.makedirs(folders + "/dir_77/inside")
    write(folders + "/dir_77/file", b"in a folder with two names")
    write("compressed/first link", b"")
    write("links/second link", b"")


def change():
    for number in range(1, 300, 3):
        path = "many/a file with a name of some length %06d" % number
        if os.path.exists(path):
            os.rename(path, "many/renamed %d" % number)
    os.makedirs("new/folder")
    for number in range(100):
        write("new/folder/%d" % number, content(number * 100, number))
    os.unlink("sizes/4097 bytes")
    os.link("sizes/300001 bytes", "new/link")
    os.setxattr("new", "user.changed", b"1")
    os.truncate("sizes/65536 bytes", 1000)


if amount == "more":
    change()
else:
    for make in (make_sizes, make_fragments, make_links, make_special, make_attributes, make_names, make_folders):
        make()
    if amount == "special":
        make_compressed()
