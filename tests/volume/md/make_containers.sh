# Containers of firmware RAID; without the firmware, and with device names in place of the drives' serial numbers.
. /run/scripts/array_tools.sh
export IMSM_NO_PLATFORM=1 IMSM_DEVNAME_AS_SERIAL=1
touch arrays.txt

disks imsm-raid1 32M 32M
mdadm --create /dev/md/imsm --run --metadata=imsm --raid-devices=2 "${devices[@]}"
mdadm --create /dev/md/mirror --run --level=1 --assume-clean --raid-devices=2 --size=8M /dev/md/imsm
fill /dev/md/mirror
echo "imsm-raid1 - $(blockdev --getsize64 /dev/md/mirror) $(sha256sum </dev/md/mirror | cut -d' ' -f1)" >read_before.txt
cp --sparse=always /run/made/imsm-raid1.? .

rm /run/made/*
disks ddf 64M 64M
mdadm --create /dev/md/ddf --run --metadata=ddf --raid-devices=2 "${devices[@]}"
mdadm --create /dev/md/volume --run --level=1 --assume-clean --raid-devices=2 --size=8M /dev/md/ddf
cp --sparse=always /run/made/ddf.? .
