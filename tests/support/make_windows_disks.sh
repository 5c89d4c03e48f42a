#!/usr/bin/env bash
# Makes disks of Windows guests: NTFS by mkntfs, files by ntfs-3g, hives by scripts/make_windows_hives.py.
#   make_windows_disks.sh OUTFOLDER
#   mbr.raw    MBR disk: C: (Windows 11), D: (data), which C:\Data shows as well
#   dual.raw   GPT disk: a Linux root, then C: (Windows Server 2019)
#   data.raw   MBR disk: only the volume D: of mbr.raw
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
cd "$1"
data_guid=0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa
windows_partition=5a6b7c8d-1122-3344-5566-77889900aabb
links() { python3 "$source_folder/tests/guest/windows/make_links.py" "$@"; }

# make_volume FILE LABEL SECTORS FILLER: `FILLER FOLDER` writes the files.
make_volume() {
  truncate -s $(($3 * 512)) "$1"
  mkntfs -q -F -L "$2" "$1" 2>/dev/null
  mkdir -p mounted
  # umount does not wait for a driver that serves a file; a child can be waited for.
  ntfs-3g -o no_detach "$1" mounted >/dev/null 2>&1 &
  local driver=$!
  until mountpoint -q mounted; do
    kill -0 $driver
    sleep 0.02
  done
  "$4" mounted
  umount mounted
  wait $driver
}
fill_system() {
  mkdir -p "$1/Windows/System32/config" "$1/Users/anna/Documents" "$1/ProgramData" "$1/Data of D"
  cp hives/SOFTWARE hives/SYSTEM "$1/Windows/System32/config/"
  echo "of anna" >"$1/Users/anna/x.txt"
  echo "of all" >"$1/ProgramData/all.txt"
  echo "wrong drive" >"$1/Data of D/in.txt"
  links "$1" junction "Documents and Settings" 'C:\Users' \
    junction Data '\??\Volume{'$data_guid'}\' \
    folder-link Users/other 'D:\Data of D' \
    link Users/anna/all.lnk 'c:\programdata\ALL.TXT' \
    link Users/anna/gone 'Z:\x' \
    folder-link Users/rooted '\ProgramData' \
    link Users/anna/up '..\..\ProgramData\all.txt' \
    junction Users/network '\\server\share'
}
fill_data() {
  mkdir -p "$1/Data of D"
  echo "on D" >"$1/Data of D/in.txt"
  links "$1" folder-link back 'C:\Users' folder-link own 'D:\Data of D' folder-link maybe 'C:\Data of D'
}
copy_into() { dd if="$1" of="$2" bs=1M seek="$3" conv=notrunc,sparse status=none; }

"$source_folder/scripts/make_windows_hives.py" hives --release 11 --hostname win-11 \
  --mbr C:=deadbeef@1048576 --mbr D:=deadbeef@33554432 --mbr $data_guid=deadbeef@33554432
make_volume system.ntfs System 59392 fill_system
make_volume data.ntfs Daten 30000 fill_data
truncate -s 64M mbr.raw data.raw
printf 'label: dos\nlabel-id: 0xdeadbeef\nstart=2048,size=59392,type=7\nstart=65536,size=30000,type=7\n' | sfdisk -q mbr.raw
copy_into system.ntfs mbr.raw 1
copy_into data.ntfs mbr.raw 32
printf 'label: dos\nlabel-id: 0xdeadbeef\nstart=65536,size=30000,type=7\n' | sfdisk -q data.raw
copy_into data.ntfs data.raw 32

"$source_folder/scripts/make_windows_hives.py" hives --release 2019-core --hostname win-2019 \
  --gpt C:=$windows_partition
make_volume second.ntfs System 59392 fill_system
mkdir -p linux/etc linux/usr/lib linux/bin
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' >linux/etc/os-release
printf 'LABEL=linux / ext4 defaults 0 1\n' >linux/etc/fstab
echo linux-side >linux/etc/hostname
mke2fs -q -t ext4 -L linux -d linux linux.ext4 16M >/dev/null 2>&1
truncate -s 64M dual.raw
printf 'label: gpt\nstart=2048,size=32768,type=linux\nstart=65536,size=59392,type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7,uuid=%s\n' \
  $windows_partition | sfdisk -q dual.raw
copy_into linux.ext4 dual.raw 1
copy_into second.ntfs dual.raw 32
