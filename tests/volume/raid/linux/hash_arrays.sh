# Runs inside user-mode-linux, on copies: assembles the arrays and tells what is in each. A line for each:
# name level layout chunk size sha256 disk:begin:length ... (layout as the kernel's number; where the data of each
# member begins on its disk and how long it is, in sectors)
. "${BASH_SOURCE%/*}/kernel_array.sh"

while read -r number name level layout chunk places; do
  devices=$(devices_of $places)
  read -ra places <<<"$places"
  members=
  if [ "$level" = dm ]; then
    device=/dev/mapper/array facts="0 $((chunk * 1024))"
    make_sets "$layout" "$chunk" $devices
    size=$(blockdev --getsize64 $device)
    for ((i = 1; i < ${#places[@]}; i += 2)); do members+=" ${places[$i]#*:}:2048"; done
  else
    device=/dev/md0
    mdadm --assemble /dev/md0 --readonly --quiet $devices
    cd /sys/block/md0/md
    read -r number_of_layout _ <layout
    facts="$number_of_layout $(<chunk_size)"
    size=$(($(<../size) * 512))
    for ((i = 0; i < ${#places[@]}; ++i)); do
      [ "$(<"rd$i/slot")" = $i ]
      place=${places[$i]#*:}
      members+=" ${place%:*}:$((${place#*:} + $(<"rd$i/offset"))):$(($(<"rd$i/size") * 2))"
    done
    cd - >/dev/null
  fi
  sum=$(sha256sum <$device)
  echo "$name $level $facts $size ${sum%% *}$members" >>manifest.txt
  if [ "$level" = dm ]; then dmsetup remove array; else mdadm --stop --quiet /dev/md0; fi
done <arrays
