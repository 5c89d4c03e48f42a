#!/usr/bin/env python3
"""Changes files below the Btrfs directory FOLDER at random and synchronises some of them.

usage: change.py FOLDER SEED
First a state that is committed, then changes that only the log holds. The last change is an fsync.
"""
import os
import random
import sys

folder, seed = sys.argv[1], int(sys.argv[2])
random.seed(seed)
os.chdir(folder)
directories = ["."]
serial = 0


def sync_one(path):
    flags = os.O_RDONLY
    descriptor = os.open(path, flags)
    os.fsync(descriptor)
    os.close(descriptor)


def some_file():
    directory = random.choice(directories)
    names = [n for n in sorted(os.listdir(directory)) if os.path.isfile(f"{directory}/{n}")
             and not os.path.islink(f"{directory}/{n}")]
    return f"{directory}/{random.choice(names)}" if names else None


def new_name():
    global serial
    serial += 1
    return f"{random.choice(directories)}/file {serial} {'n' * random.randrange(60)}"


def create():
    path = new_name()
    with open(path, "wb") as out:
        out.write(random.randbytes(random.choice([0, 10, 3000, 5000, 70000, 300000])))
    return path


def write():
    path = some_file()
    if path:
        descriptor = os.open(path, os.O_WRONLY)
        for _ in range(random.randrange(1, 5)):
            os.pwrite(descriptor, random.randbytes(random.choice([10, 4096, 20000])), random.randrange(400000))
        os.close(descriptor)
    return path


def resize():
    path = some_file()
    if path:
        os.truncate(path, random.choice([0, 100, 4096, 5000, 100000, 500000]))
    return path


def punch():
    path = some_file()
    if path:
        start = random.randrange(0, 200000)
        os.system(f"fallocate -p -o {start} -l {random.randrange(1, 100000)} '{path}'")
    return path


def allocate():
    path = some_file()
    if path:
        os.system(f"fallocate {random.choice(['', '-n'])} -o {random.randrange(300000)} -l 50000 '{path}'")
    return path


def rename():
    path = some_file()
    if not path:
        return None
    target = some_file() if random.random() < 0.3 else None
    target = target or new_name()
    os.rename(path, target)
    return target


def link():
    path = some_file()
    if not path:
        return None
    target = new_name()
    os.link(path, target)
    return random.choice([path, target])


def remove():
    path = some_file()
    if path:
        os.unlink(path)
        return os.path.dirname(path)
    return None


def make_directory():
    path = new_name()
    os.mkdir(path)
    directories.append(path)
    return path


def move_directory():
    movable = [d for d in directories[1:] if not any(o != d and o.startswith(d + "/") for o in directories)]
    if not movable:
        return None
    path = random.choice(movable)
    directories.remove(path)
    target = new_name()
    os.rename(path, target)
    directories.append(target)
    return target


def symlink():
    path = new_name()
    os.symlink("target" * random.randrange(1, 100), path)
    return os.path.dirname(path)


def attribute():
    path = some_file()
    if path:
        name = f"user.{random.randrange(4)}"
        if name in os.listxattr(path) and random.random() < 0.5:
            os.removexattr(path, name)
        else:
            os.setxattr(path, name, random.randbytes(random.randrange(1, 200)))
    return path


def mode():
    path = some_file()
    if path:
        os.chmod(path, random.randrange(0o600, 0o777))
        os.utime(path, ns=(random.randrange(10**18), random.randrange(10**18)))
    return path


CHANGES = [create] * 6 + [write] * 5 + [resize] * 2 + [punch, allocate] + [rename] * 2 + \
    [link, link, remove, remove, make_directory, move_directory, symlink, attribute, attribute, mode]


def change(count, sync_chance):
    for _ in range(count):
        path = random.choice(CHANGES)()
        if path and random.random() < sync_chance:
            sync_one(path if random.random() < 0.8 else os.path.dirname(path) or ".")


for _ in range(2):
    make_directory()
change(random.randrange(20, 150), 0.02)
os.sync()
change(random.randrange(1, 60), random.choice([0.1, 0.4, 0.9]))
sync_one(create())
