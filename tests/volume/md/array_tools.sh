# What the scripts that make arrays share; they run inside user-mode-linux (tests/support/uml/run.sh). NAME.0 NAME.1 ...
# become the disks of the array NAME. The line of NAME in arrays.txt tells which sets of disks hash_arrays.sh leaves out
# ("-" none, "0,2" the first and the third).
modprobe -a loop linear raid0 raid1 raid10 raid456
mkdir -p /run/mdadm /run/made
# The same bytes in all arrays: no two blocks of them are alike.
"${BASH_SOURCE%/*}/../../support/uml/pattern.pl" 49152 >/run/content
tr '\0-\377' '\1-\377\0' </run/content >/run/other_content

# fill DEVICE: all of it.
fill() { head -c "$(blockdev --getsize64 "$1")" /run/content | dd of="$1" bs=1M iflag=fullblock conv=fsync status=none; }

# disks NAME SIZE...: makes the files, in memory, and attaches them; their devices are in $devices.
disks() {
  local name=$1 i=0 size
  shift
  devices=()
  for size in "$@"; do
    truncate -s "$size" "/run/made/$name.$i"
    devices+=("$(losetup --find --show "/run/made/$name.$i")")
    i=$((i + 1))
  done
}
# keep NAME SET...: takes the disks off and into the folder of the results.
keep() {
  losetup --detach "${devices[@]}"
  cp --sparse=always /run/made/* .
  rm /run/made/*
  echo "$@" >>arrays.txt
}

# array NAME "SIZES" "SETS" OPTION...: a clean array over whole disks.
array() {
  local name=$1 sets=$3
  # shellcheck disable=SC2086
  disks "$name" $2
  shift 3
  mdadm --create /dev/md/"$name" --run --homehost=host "$@" --raid-devices=${#devices[@]} "${devices[@]}"
  fill /dev/md/"$name"
  mdadm --stop --quiet /dev/md/"$name"
  # shellcheck disable=SC2086
  keep "$name" $sets
}
clean="--assume-clean --bitmap=none"
