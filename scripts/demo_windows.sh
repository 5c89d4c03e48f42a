#!/usr/bin/env bash
# The part of ./demo on a Windows-like VM, which it makes: volumes, system, drive letters, files, streams, a mount.
# What is restored is compared with what ntfs-3g reads.
# usage: demo_windows.sh FOLDER-OF-PROGRAMS FOLDER
set -euo pipefail
bin=$1
folder=$2
here=$(cd "$(dirname "$0")" && pwd)
vm=$folder/vm
out=$folder/restored
peer=$folder/ntfs-3g
mkdir -p "$out" "$peer" "$folder/mnt"

say() { printf '\n==> %s\n' "$*"; }
show() { printf '\n$ %s\n' "$*"; "$@"; }

say "Making a Windows-like VM: System Reserved, C: and D: (NTFS) with registry hives, VMDK base and two snapshots"
"$here/make_windows_vm.sh" "$vm"
ls -s "$vm"

say "Volumes, system and drive letters"
show "$bin/vixmount" volumes -a "$vm/windows.vmx"
show "$bin/vixmount" os -a "$vm/windows.vmx"
show "$bin/vixmount" ls -l -a "$vm/windows.vmx" 'C:\Users\anna'
show "$bin/vixmount" cat -a "$vm/windows.vmx" --snapshot "before the update" 'c:/users/ANNA/documents/report.txt'
show "$bin/vixmount" ls -l -a "$vm/windows.vmx" 'D:\Projects\Plan B'

say "The seven steps through the C API (examples/restore_file.c)"
show "$bin/restore_file" "$vm/windows-000002.vmdk" 'C:\Users\anna\Documents\Report.txt' "$out/Report.txt"
show cat "$out/Report.txt"

say "Restoring a folder: compressed and sparse files, streams, links"
show "$bin/vixmount" cp -a "$vm/windows.vmx" 'C:\Users\anna' "$out"
show ls -lRs "$out/anna"

say "A mount: any program reads the guest's files"
show "$bin/vixmount" mount -a "$vm/windows.vmx" "$folder/mnt"
show ls -l "$folder/mnt"
show cat "$folder/mnt/C:/Windows/System32/drivers/etc/hosts"
show "$bin/vixmount" umount "$folder/mnt"

say "Checking the restored files against ntfs-3g"
dd if="$vm/windows-current.raw" of="$folder/c.ntfs" bs=1M skip=17 count=128 status=none conv=sparse
ntfs-3g -o ro,streams_interface=windows "$folder/c.ntfs" "$peer"
trap 'umount "$peer"' EXIT
for file in Documents/Report.txt Documents/Archive/server.log Documents/Archive/photo.raw Downloads/setup.exe disk.img; do
  cmp "$peer/Users/anna/$file" "$out/anna/$file"
  printf 'identical: C:/Users/anna/%s\n' "$file"
done
cmp "$peer/Users/anna/Downloads/setup.exe:Zone.Identifier" \
  <("$bin/vixmount" cat -a "$vm/windows.vmx" 'C:\Users\anna\Downloads\setup.exe:Zone.Identifier')
echo "identical: the stream Zone.Identifier of setup.exe"
if [[ $(readlink "$peer/Windows/explorer.exe") == *0x80000017 ]]; then  # made where libwim is here
  cmp "$(readlink -f "$(type -P bash)")" <("$bin/vixmount" cat -a "$vm/windows.vmx" 'C:\Windows\explorer.exe')
  echo "identical: C:/Windows/explorer.exe, kept compressed (LZX), with the file that was put there"
fi
