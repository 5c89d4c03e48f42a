#!/usr/bin/env bash
# Makes the seeds of fuzz_btrfs, fuzz_btrfs_items and fuzz_btrfs_compression, the first two from file systems that the
# kernel has filled.
# usage: btrfs_seeds.sh (as root, from the project's folder; needs zstd and fuzz/seeds/lzo1x)
set -eu
out="fuzz/seeds/btrfs"
mkdir -p "$out" fuzz/seeds/btrfs_items fuzz/seeds/btrfs_compression
work=$(mktemp -d)
trap 'umount "$work/m" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/m"

fill() {
  cd "$work/m"
  seq 1 20 >inline
  seq 1 3000 >text
  btrfs -q property set . compression "$1"
  seq 1 3000 >compressed
  ln text hard; ln -s text symbolic; mkfifo fifo
  setfattr -n user.a -v b text
  btrfs -q subvolume create sub >/dev/null
  seq 1 5 >sub/file
  btrfs -q subvolume snapshot sub snap >/dev/null
  truncate -s 100000 hole
  sync -f .
  seq 1 50 >logged; mv hard moved; rm inline
  sync logged
  cd - >/dev/null
}

# Much of what a log can hold, in few items.
change() {
  cd "$work/m"
  mkdir -p directory/inner sub; mv snap/file snap/renamed
  setfattr -n user.b -v c text; setfattr -x user.a text; sync text
  ln text directory/link; sync directory/link
  mv symbolic directory/inner/; sync directory
  truncate -s 5000 compressed; sync compressed
  fallocate -p -o 4096 -l 8192 text; sync text
  seq 9 >sub/new; rm sub/file; ln sub/new sub/other; sync sub/other sub
  cd - >/dev/null
}

# NAME MKFS-OPTIONS COMPRESSION DEVICES
make() {
  local name=$1 options=$2 kind=$3 count=$4 devices=""
  for i in $(seq "$count"); do
    rm -f "$work/$i"; truncate -s "${5:-16M}" "$work/$i"
    devices="$devices $(losetup --find --show "$work/$i")"
  done
  # shellcheck disable=SC2086  # lists of words
  mkfs.btrfs -q -f --nodesize 4096 $options $devices
  # shellcheck disable=SC2086
  mount -o "commit=300$(printf ',device=%s' $devices)" "$(echo $devices | cut -d' ' -f1)" "$work/m"
  fill "$kind"
  python3 fuzz/seeds/make_sparse_seed.py "$work/1" "$out/$name" 200000
  if [ "$count" = 1 ]; then
    python3 fuzz/recipes/btrfs_items_seeds.py "$work/1" "fuzz/seeds/btrfs_items/$name"
    change
    python3 fuzz/recipes/btrfs_items_seeds.py "$work/1" "fuzz/seeds/btrfs_items/${name}_changed"
  fi
  umount "$work/m"
  for device in $devices; do btrfs device scan --forget "$device" || true; losetup -d "$device"; done
}

make zstd "--mixed" zstd 1
make lzo "--mixed --csum xxhash -O ^no-holes" lzo 1
make zlib_dup "-m single -d single" zlib 1 120M
make raid5 "-m raid5 -d raid5" zlib 3 130M

# A first byte for the kind, one for the wanted sectors of 4 KiB, one for the size of sectors.
seq 3000 | head -c 8192 >"$work/text"
python3 - "$work/text" fuzz/seeds/btrfs_compression fuzz/seeds/lzo1x <<'END'
import pathlib, struct, subprocess, sys, zlib
text, out, lzo = (pathlib.Path(path) for path in sys.argv[1:])
(out / "zlib").write_bytes(b"\1\2\1" + zlib.compress(text.read_bytes(), 9))
zstd = subprocess.run(["zstd", "-q", "-c", "--no-check", text], check=True, capture_output=True).stdout
(out / "zstd").write_bytes(b"\3\2\1" + zstd)
pieces = [(lzo / name).read_bytes() for name in ("text", "zeros")]
body = b"".join(struct.pack("<I", len(piece)) + piece for piece in pieces)
(out / "lzo").write_bytes(b"\2\2\1" + struct.pack("<I", len(body) + 4) + body)
END
ls -l "$out" fuzz/seeds/btrfs_items fuzz/seeds/btrfs_compression
