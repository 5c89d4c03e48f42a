#!/usr/bin/env bash
# Makes FOLDER/s.ntfs with ntfs-3g: an NTFS volume with one of everything that a restore is to keep. Needs root.
# usage: make_ntfs_source.sh FOLDER
set -e
truncate -s 64M "$1/s.ntfs"; mkntfs -F -q "$1/s.ntfs" >/dev/null 2>&1; mkdir -p "$1/m"
ntfs-3g -o streams_interface=xattr,compression "$1/s.ntfs" "$1/m"; trap 'umount -l "$1/m"' EXIT; cd "$1/m"
mkdir -p Users/anna packed junction
printf hello >Users/anna/note.txt
setfattr -n user.Zone.Identifier -v '[ZoneTransfer]' Users/anna/note.txt
setfattr -n system.ntfs_object_id -v 0x00112233445566778899aabbccddeeff Users/anna/note.txt
echo short >'Users/anna/a long name.txt'; setfattr -n system.ntfs_dos_name -v 'ALONGN~1.TXT' 'Users/anna/a long name.txt'
setfattr -n system.ntfs_crtime_be -v 0x01d5000000000000 Users/anna/note.txt
setfattr -n system.ntfs_attrib_be -v 0x00000022 Users/anna/note.txt
ln Users/anna/note.txt Users/anna/second.txt
ln -s note.txt Users/anna/link
seq 300000 >Users/anna/big.txt
touch -d '1995-05-05 05:05:05.1234567' Users/anna/big.txt
truncate -s 20M Users/anna/sparse.bin
printf end | dd of=Users/anna/sparse.bin bs=1 seek=10000000 conv=notrunc status=none
printf x >Users/anna/readonly.txt; setfattr -n system.ntfs_attrib_be -v 0x00000021 Users/anna/readonly.txt
setfattr -n user.of.folder -v 'stream of a folder' Users
setfattr -n system.ntfs_attrib_be -v 0x00000810 packed
seq 100000 >packed/text.txt
printf long >"$(printf '\342\202\254%.0s' $(seq 200))"
# A junction to C:\Users: tag, length, offsets and lengths of both names, the names.
setfattr -n system.ntfs_reparse_data -v 0x030000a034000000000018001a0010005c003f003f005c0043003a005c00550073006500720073000000\
43003a005c00550073006500720073000000 junction
cd /; umount "$1/m"; trap - EXIT
# This interface takes streams of any size.
ntfs-3g -o streams_interface=windows "$1/s.ntfs" "$1/m"
seq 200000 >"$1/m/Users/anna/big.txt:large"; touch -d '1995-05-05 05:05:05.1234567' "$1/m/Users/anna/big.txt"
umount "$1/m"
