#!/bin/bash
# Inside user-mode-linux: fills the file systems on /dev/ubd*, in the order of the file `volumes` (name, options of mount).
# The power is cut while those named dirty_... are mounted; the folder of this script is the first line of the file `recipes`.
read -r recipes <recipes
letters=(a b c d e f g h i j k l m n o)
number=0
dirty=()
while read -r name options; do
  mount=/run/mnt/$name
  mkdir -p "$mount"
  mount -t xfs -o "$options" "/dev/ubd${letters[number]}" "$mount"
  (cd "$mount" && perl "$recipes/fill.pl" fill)
  if [ "$name" = realtime ]; then (cd "$mount" && perl "$recipes/fill.pl" realtime); fi
  if [[ $name == dirty_* ]]; then
    sync -f "$mount"
    dirty+=("$mount")
  else
    umount "$mount"
  fi
  number=$((number + 1))
done <volumes
for mount in "${dirty[@]}"; do
  (cd "$mount" && perl "$recipes/fill.pl" change)
done
power_cut
