#!/bin/bash
# Inside user-mode-linux: fills the file systems on /dev/ubd*, in the order of the file `names`. The power is cut while
# those named dirty_... are mounted; the folder of this script is the first line of the file `recipes`.
read -r -a names <names
read -r recipes <recipes
letters=(a b c d e f g h i j k l m n o p)
for i in "${!names[@]}"; do
  mount=/run/mnt/$i
  mkdir -p "$mount"
  mount -t xfs "/dev/ubd${letters[i]}" "$mount"
  (cd "$mount" && perl "$recipes/fill.pl" fill)
  if [[ ${names[i]} == dirty_* ]]; then
    sync -f "$mount"
  else
    umount "$mount"
  fi
done
for i in "${!names[@]}"; do
  if [[ ${names[i]} == dirty_* ]]; then
    (cd "/run/mnt/$i" && perl "$recipes/fill.pl" change)
  fi
done
power_cut
