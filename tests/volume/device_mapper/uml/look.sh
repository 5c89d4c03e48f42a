# Inside user-mode-linux: assembles copies of the disks and says what each volume holds. See make.sh.
modprobe dm-thin-pool; modprobe dm-snapshot; modprobe dm-cache; modprobe dm-cache-smq; modprobe dm-writecache
# Merges that have begun go on, and shall not be over before it is seen what they show.
echo 1 >/sys/module/dm_snapshot/parameters/snapshot_copy_throttle
vgchange -qq -ay -K --poll n

# Numbers of devices are of this start only: names instead.
dmsetup info -c --noheadings -o major,minor,name | sed 's/:/ /g' >/run/tmp/numbers
numbers=() minor=0
for disk in thin snapshot slow fast slow2 fast2; do
  numbers+=(-e "s/\b98:$minor\b/$disk:/g")
  minor=$((minor + 16))
done
while read -r major minor name; do
  numbers+=(-e "s/\b$major:$minor\b/$name/g")
done </run/tmp/numbers
dmsetup table | sed "${numbers[@]}" >tables
dmsetup status >status

for device in /dev/v[tscx]/*; do
  [ "$device" = /dev/vt/pool ] && continue
  name=$(basename "$(dirname "$device")")-$(basename "$device")
  size=$(blockdev --getsize64 "$device")
  if sum=$(sha256sum <"$device" 2>/dev/null); then
    echo "$name $size ${sum%% *}"
  else
    echo "$name $size unreadable"
  fi
done >sums
