#!/usr/bin/env bash
# Makes a small Windows-like VM in a folder, without Windows: a disk with "System Reserved", C: and D: (NTFS, made by
# mkntfs and filled through ntfs-3g), registry hives in place, kept as a VMDK base with two snapshots on top, and the
# .vmx and .vmsd that name them. Needs root and /dev/fuse for ntfs-3g.
# usage: make_windows_vm.sh [--gpt] [--release NAME (see make_windows_hives.py)] FOLDER [SUBFORMAT of the base]
# MBR: C: begins at MiB 17 and has 128 MiB, D: at MiB 145 and has 32 MiB. GPT: the same, with an MSR partition first.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
table=mbr
release=11
while [[ ${1:-} == --* ]]; do
  case $1 in
    --gpt) table=gpt; shift ;;
    --release) release=$2; shift 2 ;;
    *) sed -n '5p' "$0" >&2; exit 2 ;;
  esac
done
folder=$1
subformat=${2:-monolithicSparse}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/vm_files.sh
. "$here/vm_files.sh"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/.making-XXXXXX")
guest=$work/guest  # where the volume being filled is mounted
mkdir "$guest"
clean_up() {
  if mountpoint -q "$guest"; then close_volume; fi
  rm -rf "$work"
}
trap clean_up EXIT

disk_signature=5EC0A1D3
c_guid=8D2F5B1E-4C7A-49E3-9A60-1F3B7C5D2E01
d_guid=8D2F5B1E-4C7A-49E3-9A60-1F3B7C5D2E02

node() { python3 "$here/ntfs_nodes.py" "$@"; }

# umount does not wait for a driver that serves a file; so the driver is kept as a job.
open_volume() {
  ntfs-3g -o no_detach,streams_interface=windows,compression "$1" "$guest" >"$work/driver.log" 2>&1 &
  driver=$!
  until mountpoint -q "$guest"; do
    kill -0 $driver 2>/dev/null || { cat "$work/driver.log" >&2; exit 1; }
    sleep 0.02
  done
}
close_volume() {
  umount "$guest"
  wait $driver
}

make_volume() {  # image, MiB, label, first sector
  truncate -s "$2M" "$1"
  mkntfs -q -Q -F -c 4096 -s 512 -p "$4" -H 255 -S 63 -L "$3" "$1" 2>/dev/null
}

random_file() {  # path, bytes, seed
  python3 -c "import random, sys; random.seed($3); open(sys.argv[1], 'wb').write(random.randbytes($2))" "$1"
}

fill_system_reserved() {
  make_volume "$work/reserved.ntfs" 16 "System Reserved" 2048
  open_volume "$work/reserved.ntfs"
  mkdir "$guest/Boot"
  random_file "$guest/bootmgr" 40000 1
  echo 'boot configuration' >"$guest/Boot/BCD"
  close_volume
}

make_hives() {
  local where=(--disk-signature "$disk_signature" --partition-offset $((17 << 20)) --mbr "D:=$disk_signature@$((145 << 20))")
  if [ $table = gpt ]; then where=(--gpt "C:=$c_guid" --gpt "D:=$d_guid"); fi
  python3 "$here/make_windows_hives.py" "$work/hives" --release "$release" --hostname DEMO-WINDOWS "${where[@]}"
}

fill_windows_folder() {
  mkdir -p "$guest"/Windows/{Fonts,System32/{config,drivers/etc}} "$guest/Program Files/Common Files" "$guest/ProgramData"
  cp "$work/hives/SOFTWARE" "$work/hives/SYSTEM" "$guest/Windows/System32/config/"
  printf '127.0.0.1 localhost\r\n10.0.0.6 demo-windows\r\n' >"$guest/Windows/System32/drivers/etc/hosts"
  # System files as Windows 10 and 11 keep them, where libwim is here to compress them.
  if ldconfig -p | grep -q 'libwim[.]so'; then
    node wof "$guest/Windows/System32/notepad.exe" xpress8k "$(readlink -f "$(type -P bash)")"
    node wof "$guest/Windows/explorer.exe" lzx "$(readlink -f "$(type -P bash)")"
  fi
}

fill_users_folder() {
  local anna=$guest/Users/anna
  mkdir -p "$anna"/{AppData/Roaming,Documents/Archive,Downloads} "$guest/Users/Public"
  node junction "$guest/Documents and Settings" 'C:\Users'
  node symlink "$guest/Users/All Users" 'C:\ProgramData' --dir
  node junction "$anna/Application Data" 'C:\Users\anna\AppData\Roaming'
  node symlink "$anna/latest.txt" 'Documents\Letter to Tom.txt'
  printf 'Dear Tom,\r\nthe invoice is attached.\r\n' >"$anna/Documents/Letter to Tom.txt"
  ln "$anna/Documents/Letter to Tom.txt" "$anna/Documents/hard link.txt"
  echo 'Grüße' >"$anna/Documents/Übergrößenträger 日本語.txt"
  random_file "$anna/Downloads/setup.exe" 300000 2
  printf '[ZoneTransfer]\r\nZoneId=3\r\n' >"$anna/Downloads/setup.exe:Zone.Identifier"
  node attributes "$anna/Documents/Archive" 810  # directory, compressed: so is what is made in it
  seq -f 'line %.0f of a log that can be compressed' 1 60000 >"$anna/Documents/Archive/server.log"
  random_file "$anna/Documents/Archive/photo.raw" 1000000 3
  truncate -s 64M "$anna/disk.img"
  printf 'end of a sparse file' | dd of="$anna/disk.img" bs=1 seek=50000000 conv=notrunc status=none
}

fill_system_volume() {
  make_volume "$work/c.ntfs" 128 Windows $((17 << 11))
  make_hives
  open_volume "$work/c.ntfs"
  fill_windows_folder
  fill_users_folder
  close_volume
}

fill_data_volume() {
  make_volume "$work/d.ntfs" 32 Data $((145 << 11))
  open_volume "$work/d.ntfs"
  mkdir -p "$guest/Projects/Plan B"
  random_file "$guest/Projects/photo.raw" $((3 << 20)) 7
  echo 'lower' >"$guest/Projects/Plan B/readme.txt"
  echo 'upper' >"$guest/Projects/Plan B/README.TXT"  # POSIX name space: both exist
  close_volume
}

make_partition_table() {
  truncate -s 192M "$work/state.raw"
  if [ $table = mbr ]; then
    sfdisk -q "$work/state.raw" <<TABLE
label: dos
label-id: 0x$disk_signature
start=2048, size=32768, type=7, bootable
start=34816, size=262144, type=7
start=296960, size=65536, type=7
TABLE
  else
    sfdisk -q "$work/state.raw" <<TABLE
label: gpt
label-id: 8D2F5B1E-4C7A-49E3-9A60-1F3B7C5D2E00
start=2048, size=32768, type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE, name="Microsoft reserved partition"
start=34816, size=262144, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=$c_guid, name="Basic data partition"
start=296960, size=65536, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=$d_guid, name="Basic data partition"
TABLE
  fi
}

# Runs a command with C: mounted at $guest, and puts the result into state.raw.
change_system_volume() {
  open_volume "$work/c.ntfs"
  "$@"
  close_volume
  remember_state
  replace_partition "$work/c.ntfs" 17
}

write_first_report() {
  printf 'written between the first and the second snapshot\r\n' >"$guest/Users/anna/Documents/Report.txt"
}

write_second_report() {
  rm "$guest/Users/anna/Documents/Report.txt" "$guest/Users/anna/Documents/hard link.txt"
  printf 'written after the second snapshot\r\n' >"$guest/Users/anna/Documents/Report.txt"
}

make_partition_table
fill_system_volume
fill_data_volume
if [ $table = mbr ]; then
  fill_system_reserved
  place_partition "$work/reserved.ntfs" 1
fi
place_partition "$work/c.ntfs" 17
place_partition "$work/d.ntfs" 145
make_base windows.vmdk "$subformat"
change_system_volume write_first_report
make_snapshot windows-000001.vmdk windows.vmdk
change_system_volume write_second_report
make_snapshot windows-000002.vmdk windows-000001.vmdk
describe_vm windows demo-windows windows9-64
keep_current_state windows
