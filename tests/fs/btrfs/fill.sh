#!/usr/bin/env bash
# Fills the mounted Btrfs $1 with what other file systems do not have. What the kernel refuses here
# is left out.
set -eu
cd "$1"
noise() { head -c "$1" /dev/urandom; }
text() { seq 1 100000000 2>/dev/null | head -c "$1" || true; }

mkdir compressed
for kind in zlib lzo zstd none; do
  mkdir "compressed/$kind"
  if [ $kind != none ]; then btrfs property set "compressed/$kind" compression $kind; fi
  text 100 >"compressed/$kind/inline"
  text 3000 >"compressed/$kind/inline text"
  text 5000 >"compressed/$kind/two sectors"
  text 1000003 >"compressed/$kind/text"
  { text 300000; noise 300000; text 300000; } >"compressed/$kind/mixed"
  head -c 3000000 /dev/zero >"compressed/$kind/zeros"
  # Small writes over compressed extents leave parts of them.
  text 700000 >"compressed/$kind/written over"
  sync -f .
  for at in 3 17 50 111; do
    noise 5000 | dd of="compressed/$kind/written over" bs=4096 seek=$at conv=notrunc status=none
  done
  truncate -s 650001 "compressed/$kind/written over"
  truncate -s 900000 "compressed/$kind/written over"
  cp --reflink=always "compressed/$kind/text" "compressed/$kind/clone"
  truncate -s 5000 "compressed/$kind/inline"
done

mkdir plain
chattr +C plain 2>/dev/null || true
text 2000000 >plain/nodatacow
noise 3000000 >noise
cp --reflink=always noise clone
noise 70000 | dd of=clone bs=4096 seek=100 conv=notrunc status=none
fallocate -l 1M preallocated
fallocate -o 100K -l 200K -n noise
text 50000 | dd of=preallocated bs=4096 seek=20 conv=notrunc status=none
fallocate -p -o 1000000 -l 500000 clone
truncate -s 300 tiny
text 200 >tiny2

mkdir links
text 10 >links/0
perl -e 'for (1 .. 200) { link("links/0", "links/$_ a rather long name that needs extended references $_") or die }'

btrfs -q subvolume create sub >/dev/null
mkdir sub/dir
text 5000 >sub/dir/file
setfattr -n user.of_sub -v value sub
btrfs -q subvolume snapshot sub snap >/dev/null
echo changed >>sub/dir/file
rm -r snap/dir/file
btrfs -q subvolume snapshot -r sub readonly >/dev/null
btrfs -q subvolume create sub/dir/nested >/dev/null
echo nested >sub/dir/nested/file
btrfs -q subvolume create gone >/dev/null
btrfs -q subvolume delete gone >/dev/null
