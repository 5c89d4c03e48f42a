#!/bin/bash
# Inside user-mode-linux: what the kernel finds on /dev/ubd*, in the order of the file `names`.
letters=(a b c d e f g h i j k l m n o p) number=0 folder=$PWD
mkdir -p /run/m
modprobe ufs
while read -r name ufstype; do
  mount -t ufs -o "ro,noatime,ufstype=$ufstype" "/dev/ubd${letters[number]}" /run/m
  (
    cd /run/m || exit
    find . -mindepth 1 -print0 |
      xargs -0 stat --printf '%F|%a|%u|%g|%h|%s|%i|%b|%.9X|%.9Y|%.9Z|%t:%T|%n\0' >"$folder/$name.list"
    find . -type l -printf '%P\0%l\0' >"$folder/$name.links"
    find . -type f -size -8M -print0 | xargs -0 sha256sum --zero >"$folder/$name.sums"
    find . -type f -size +8M -print0 | while IFS= read -r -d '' file; do
      printf '%s  %s\0' "$(tail -c 65536 "$file" | sha256sum | cut -c1-64)" "$file"
    done >"$folder/$name.tails"
    stat -f --printf '%S %b %f %a %c %d\n' . >"$folder/$name.room"
  )
  umount /run/m
  number=$((number + 1))
done <names
