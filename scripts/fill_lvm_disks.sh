# Runs inside user-mode-linux for make_demo_vm.sh: makes LVM on /dev/ubda2 and /dev/ubdb, fills it, and copies both
# disks after each of three states. Working folder: make_demo_vm.sh's.
# shellcheck shell=bash

root=/run/mnt

make_volumes() {
  vgcreate -q -s 1M demo /dev/ubda2 /dev/ubdb
  lvcreate -q -y -n home -i 2 -I 64k -L 48M demo
  lvcreate -q -y -n root -L 60M demo /dev/ubdb
  lvextend -q -L 140M demo/root /dev/ubda2
  lvextend -q -L 160M demo/root /dev/ubdb
  lvcreate -q -y -n swap -L 16M demo
  mke2fs -q -t ext4 -L root -U 5c1e7f3a-9d42-4c0b-8f61-2ab0d7e4c901 /dev/demo/root
  mke2fs -q -t ext4 -L home -U c4a1d6b2-0e75-4b39-8d1c-92f6e3a7b504 /dev/demo/home
  mkswap -q -U 7b4d1e90-2c53-4fd8-a1b7-93e06c5f8d03 /dev/demo/swap
}

mount_volumes() {
  mount /dev/demo/root $root
  [ -d $root/home ] || mkdir $root/home
  mount /dev/demo/home $root/home
}

# The files as this kernel reads them, then both disks as they are. Direct reads: writes through device mapper do not
# go through the page cache of the disks.
keep_state() {  # number
  sync
  (cd $root && find . -xdev -path ./lost+found -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
   find home -path home/lost+found -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sed 's#  #  ./#') \
    >files-"$1".sha256
  dd if=/dev/ubda of=state-"$1"-server.raw bs=1M iflag=direct conv=sparse status=none
  dd if=/dev/ubdb of=state-"$1"-server-data.raw bs=1M iflag=direct conv=sparse status=none
}

make_volumes
mount_volumes
cp -a root/. $root/
# Large enough to lie in all three pieces of root.
perl -e 'srand(11); for (1 .. 90) { print pack("L*", map { int rand 0xffffffff } 1 .. 262144) }' >$root/var/log/archive.bin
umount $root/home $root
mount_volumes
keep_state 0

echo 'written between the first and the second snapshot' >$root/home/anna/report.txt
keep_state 1

echo 'written after the second snapshot' >$root/home/anna/report.txt
rm $root/home/anna/letters/tom-hard-link.txt
dd if=/dev/urandom of=$root/var/log/archive.bin bs=1M seek=50 count=12 conv=notrunc status=none
keep_state 2
