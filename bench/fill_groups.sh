# Runs inside user-mode-linux for bench/stacks.py: 8 volume groups of 40 logical volumes on 32 disks (files
# group-disk-N.raw of the working folder).
# shellcheck shell=bash

modprobe loop max_loop=32
modprobe dm-mod
for number in $(seq 0 31); do
  losetup "/dev/loop$number" "group-disk-$number.raw"
done
for group in $(seq 0 7); do
  # shellcheck disable=SC2046  # a list of disks
  vgcreate -q -s 1M "group$group" $(seq -f '/dev/loop%g' $((group * 4)) $((group * 4 + 3)))
  for volume in $(seq 1 40); do
    lvcreate -q -y -an -Zn -Wn -n "volume$volume" -i $((volume % 3 + 1)) -L 3M "group$group"
  done
done
