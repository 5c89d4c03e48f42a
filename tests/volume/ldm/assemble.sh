# Inside user-mode-linux: all volumes of the dynamic disks, by ldmtool and the device mapper. Prints "NAME SHA256" of each.
# ldmtool writes to the disks (parity is made anew): they are copies.
for module in dm-mod dm-raid raid1 raid456; do modprobe "$module"; done
devices=()
for disk in /dev/ubd?; do devices+=(-d "$disk"); done
DM_DISABLE_UDEV=1 ldmtool "${devices[@]}" create all >ldmtool.log 2>&1 || true
dmsetup mknodes
for volume in /dev/mapper/ldm_vol_*; do
  echo "${volume##*_} $(sha256sum <"$volume" | cut -d ' ' -f 1)"
done
