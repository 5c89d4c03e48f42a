# For the scripts that run inside user-mode-linux.
for module in md-mod raid0 raid1 raid10 raid456 dm-mod dm-raid; do modprobe $module; done

# devices_of PLACE...: the partitions' devices.
devices_of() {
  local places=("${@/#//dev/}")
  echo "${places[@]%%:*}"
}

# make_sets LAYOUT CHUNK_KIB DEVICE...: /dev/mapper/array by device mapper's raid10 target; LAYOUT is "far_COPIES" or
# "offset_COPIES", devices are one to remember and one for the data, for each member.
make_sets() {
  local layout=$1 chunk=$2
  shift 2
  local members=$(($# / 2)) copies=${layout#*_}
  local sectors=$((1024 / chunk / copies * members * chunk * 2))
  dmsetup create array --table "0 $sectors raid raid10 6 $((chunk * 2)) nosync raid10_copies $copies \
raid10_format ${layout%_*} $members $*"
}
