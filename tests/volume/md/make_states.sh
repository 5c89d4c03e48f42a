# Arrays that are not simply whole: stale, spare and replaced members, members in partitions, bad blocks, a write journal.
. /run/scripts/array_tools.sh

# Both halves hold the first content, then only the second is written to.
disks stale-raid1 2M 2M
mdadm --create /dev/md/s1 --run --homehost=host --level=1 $clean --raid-devices=2 "${devices[@]}"
fill /dev/md/s1
mdadm --stop --quiet /dev/md/s1
mdadm --assemble --run /dev/md/s1 "${devices[1]}"
dd if=/run/other_content of=/dev/md/s1 bs=64K count=7 conv=fsync status=none
mdadm --stop --quiet /dev/md/s1
keep stale-raid1 - 0 1

disks stale-raid5 2M 2M 2M
mdadm --create /dev/md/s5 --run --homehost=host --level=5 --chunk=64 $clean --raid-devices=3 "${devices[@]}"
fill /dev/md/s5
mdadm --fail /dev/md/s5 "${devices[0]}"
mdadm --remove /dev/md/s5 "${devices[0]}"
dd if=/run/other_content of=/dev/md/s5 bs=64K count=7 conv=fsync status=none
mdadm --stop --quiet /dev/md/s5
keep stale-raid5 - 0

disks spare-raid5 2M 2M 2M 2M
mdadm --create /dev/md/spare --run --homehost=host --level=5 --chunk=64 $clean --raid-devices=3 --spare-devices=1 \
  "${devices[@]}"
fill /dev/md/spare
mdadm --stop --quiet /dev/md/spare
keep spare-raid5 - 3 1

# The second disk is replaced by the fourth, which is then a full member.
disks replaced-raid5 2M 2M 2M 2M
mdadm --create /dev/md/replaced --run --homehost=host --level=5 --chunk=64 $clean --raid-devices=3 --spare-devices=1 \
  "${devices[@]}"
fill /dev/md/replaced
mdadm --replace /dev/md/replaced "${devices[1]}"
mdadm --wait /dev/md/replaced || true
mdadm --stop --quiet /dev/md/replaced
keep replaced-raid5 - 1 3

# The last partition reaches to the end of the disk: its superblock is in the place of the disk's.
for version in 0.90 1.0; do
  disks partitions-$version 8M 8M
  for device in "${devices[@]}"; do
    printf 'label: dos\nstart=2048, size=2048, type=83\nstart=4096, type=fd\n' | sfdisk --quiet --no-reread "$device"
    losetup --set-capacity "$device" || true
    partx --update "$device"
  done
  mdadm --create /dev/md/parts --run --homehost=host --metadata=$version --level=1 $clean --raid-devices=2 \
    "${devices[0]}p2" "${devices[1]}p2"
  fill /dev/md/parts
  mdadm --stop --quiet /dev/md/parts
  keep partitions-$version -
done

# A partition table inside a mirror whose members begin with it as well.
for version in 0.90 1.0; do
  disks partitioned-$version 4M 4M
  mdadm --create /dev/md/whole --run --homehost=host --metadata=$version --level=1 $clean --raid-devices=2 "${devices[@]}"
  fill /dev/md/whole
  printf 'label: dos\nstart=2048, size=2048, type=83\nstart=4096, type=83\n' | sfdisk --quiet --no-reread /dev/md/whole
  mdadm --stop --quiet /dev/md/whole
  keep partitioned-$version - 0
done

disks bad-blocks-raid1 2M 2M
mdadm --create /dev/md/bad --run --homehost=host --level=1 $clean --raid-devices=2 "${devices[@]}"
fill /dev/md/bad
node=$(basename "$(readlink -f /dev/md/bad)")
# Sectors of the device: some 100 behind the begin of its data.
echo "$(($(cat /sys/block/"$node"/md/rd0/offset) + 100)) 8" >/sys/block/"$node"/md/rd0/bad_blocks
# The list goes to the disk with the next superblock, which a write causes.
for _ in $(seq 50); do
  dd if=/run/content of=/dev/md/bad bs=4K count=1 conv=notrunc,fsync status=none
  if mdadm --examine-badblocks "${devices[0]}" | grep -q 'for 8 sectors'; then break; fi
  sleep 0.2
done
mdadm --stop --quiet /dev/md/bad
mdadm --examine-badblocks "${devices[0]}" | grep 'for 8 sectors'
# What is in the bad blocks is not what was written.
dd if=/dev/zero of="${devices[0]}" bs=512 seek=$((2048 + 100)) count=8 conv=notrunc,fsync status=none
keep bad-blocks-raid1 - 1

disks journal-raid5 4M 4M 4M 8M
mdadm --create /dev/md/journal --run --homehost=host --level=5 --chunk=64 --assume-clean --raid-devices=3 \
  --write-journal "${devices[3]}" "${devices[@]:0:3}"
fill /dev/md/journal
mdadm --stop --quiet /dev/md/journal
keep journal-raid5 -
