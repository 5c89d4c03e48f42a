# The oracle: assembles the arrays of arrays.txt from their disks, read-only, also with disks left out, and writes what
# the kernel reads to manifest.txt: NAME SET SIZE SHA256, or NAME SET refused; and what mdadm says of each to NAME.detail.
modprobe -a loop linear raid0 raid1 raid10 raid456
mkdir -p /run/mdadm
# What the maker's kernel has read already.
cat read_before.txt >manifest.txt 2>/dev/null || true

# without SET DEVICE...: the devices that are not in the set.
without() {
  local set=,$1, i=0 device
  shift
  for device in "$@"; do
    [[ $set == *,$i,* ]] || echo "$device"
    i=$((i + 1))
  done
}

while read -r name sets; do
  devices=() attached=()
  for ((i = 0; ; i++)); do
    [ -f "$name.$i" ] || break
    device=$(losetup --read-only --find --show "$name.$i")
    attached+=("$device")
    # Members in partitions are in the second.
    if [[ $name == partitions-* ]]; then
      partx --add "$device"
      device+=p2
    fi
    devices+=("$device")
  done
  for set in $sets; do
    # shellcheck disable=SC2046
    if mdadm --assemble --readonly --run /dev/md/test $(without "$set" "${devices[@]}") 2>"$name.messages" && [ -e /dev/md/test ] &&
      size=$(blockdev --getsize64 /dev/md/test) && [ "$size" != 0 ] && sum=$(sha256sum /dev/md/test); then
      echo "$name $set $size ${sum%% *}" >>manifest.txt
      [ "$set" != - ] || mdadm --detail --export /dev/md/test >"$name.detail"
    else
      echo "$name $set refused" >>manifest.txt
    fi
    # What was refused is left as an inactive array.
    mdadm --stop --scan --quiet || true
  done
  losetup --detach "${attached[@]}"
done <arrays.txt
