# Runs inside user-mode-linux for bench/stacks.py: writes the file system in /dev/ubda to stacks of LVM, MD and LUKS on
# the disks that follow. Working folder: the bench's.
# shellcheck shell=bash

for module in dm-mod linear raid0 raid1 raid10 raid456 dm-crypt xts; do modprobe -q $module || true; done

fill() {  # device
  dd if=/dev/ubda of="$1" bs=4M iflag=direct oflag=direct conv=sparse status=none
}

make_logical_volume() {  # group, disks, further options of lvcreate
  local group=$1 disks=$2
  shift 2
  # shellcheck disable=SC2086  # a list of disks
  vgcreate -q "$group" $disks
  lvcreate -q -y -n data -L "${SIZE_MIB}M" "$@" "$group"
  fill "/dev/$group/data"
}

make_array() {  # number, level, disks, further options of mdadm
  local number=$1 level=$2 disks=$3
  shift 3
  # shellcheck disable=SC2086  # a list of disks
  mdadm --create "/dev/md$number" --run --name="bench$number" --level="$level" --assume-clean \
    --raid-devices="$(wc -w <<<"$disks")" "$@" $disks
  fill "/dev/md$number"
  mdadm --stop "/dev/md$number"
}

SIZE_MIB=$(($(blockdev --getsize64 /dev/ubda) >> 20))
make_logical_volume linear "/dev/ubdb /dev/ubdc"
make_logical_volume striped "/dev/ubdd /dev/ubde" -i 2 -I 64k
make_array 0 0 "/dev/ubdf /dev/ubdg"
make_array 1 1 "/dev/ubdh /dev/ubdi"
make_array 10 10 "/dev/ubdj /dev/ubdk"
make_array 5 5 "/dev/ubdl /dev/ubdm /dev/ubdn"
cryptsetup open --type luks2 --key-file luks.key /dev/ubdo crypt
fill /dev/mapper/crypt
