# Runs inside user-mode-linux: makes the arrays of the file `arrays` and writes a part of `pattern` to each.
. "${BASH_SOURCE%/*}/kernel_array.sh"

while read -r number name level layout chunk places; do
  devices=$(devices_of $places)
  if [ "$level" = dm ]; then
    device=/dev/mapper/array
    make_sets "$layout" "$chunk" $devices
    size=$(blockdev --getsize64 $device)
  else
    device=/dev/md0
    options=(--level="$level" --raid-devices="$(wc -w <<<"$places")" --metadata=1.0)
    [ "$layout" = - ] || options+=(--layout="$layout")
    [ "$chunk" = 0 ] || options+=(--chunk="$chunk")
    # All members are zeros, so that parity and copies agree already.
    [ "$level" = 0 ] || options+=(--assume-clean)
    mdadm --create /dev/md0 --run --force --quiet "${options[@]}" $devices
    size=$(($(</sys/block/md0/size) * 512))
  fi
  # No two arrays hold the same.
  dd if=pattern of=$device bs=256K iflag=skip_bytes,count_bytes skip=$((number * 4096)) \
    count="$size" conv=fsync status=none
  if [ "$level" = dm ]; then dmsetup remove array; else mdadm --stop --quiet /dev/md0; fi
  echo "$name is made, $SECONDS s"
done <arrays
