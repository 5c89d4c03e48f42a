#!/bin/bash
# Makes disk.raw in the current folder: a GPT disk with
#   1  ext4 without encryption, with plain.txt
#   2  LUKS2, passphrase "open sesame": ext4 with a small Debian's /etc, /root.txt
#   3  LUKS1, passphrase "swordfish": ext4 with data.txt
# by cryptsetup and a Linux kernel's device mapper. Also: the UUIDs in uuid2, uuid3.
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)

mkdir -p plain root/etc root/bin data
echo 'in the clear' >plain/plain.txt
echo 'behind the first lock' >root/root.txt
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' \
  >root/etc/os-release
printf '/dev/mapper/root / ext4 defaults 0 1\n' >root/etc/fstab
echo 'behind the second lock' >data/data.txt
printf 'open sesame' >pass2
printf 'swordfish' >pass3

truncate -s 8M part1 part3
truncate -s 16M part2
mke2fs -q -t ext4 -L plain -d plain part1
# Keys that are derived in a moment: the tests are not about that.
cheap=(--batch-mode --pbkdf-force-iterations 1000 --key-file)
cryptsetup luksFormat --type luks2 --pbkdf pbkdf2 --luks2-metadata-size 16k --luks2-keyslots-size 512k \
  "${cheap[@]}" pass2 part2
cryptsetup luksFormat --type luks1 --key-size 256 "${cheap[@]}" pass3 part3
cryptsetup luksUUID part2 >uuid2
cryptsetup luksUUID part3 >uuid3

cat >inside.sh <<'INSIDE'
modprobe -a dm-mod dm-crypt xts || true
cryptsetup open --key-file pass2 /dev/ubda second
mke2fs -q -t ext4 -L root -d root /dev/mapper/second
cryptsetup close second
cryptsetup open --key-file pass3 /dev/ubdb third
mke2fs -q -t ext4 -L data -d data /dev/mapper/third
cryptsetup close third
INSIDE
"$source_folder/tests/support/uml/run.sh" . inside.sh part2 part3

truncate -s 40M disk.raw
printf 'label: gpt\nstart=2048, size=8MiB\nsize=16MiB\nsize=8MiB\n' | sfdisk -q disk.raw
dd if=part1 of=disk.raw bs=1M seek=1 conv=notrunc,sparse status=none
dd if=part2 of=disk.raw bs=1M seek=9 conv=notrunc,sparse status=none
dd if=part3 of=disk.raw bs=1M seek=25 conv=notrunc,sparse status=none
rm -rf plain root data part1 part2 part3 inside.sh .uml_*
