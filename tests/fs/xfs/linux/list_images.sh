#!/bin/bash
# Inside user-mode-linux: what the kernel finds on /dev/ubd* after its recovery, into NAME.list (attributes of nodes),
# NAME.sums (contents) and NAME.xattrs.
letters=(a b c d e f g h i j k l m n o)
number=0
while read -r image options; do
  mount=/run/mnt/$image name=$PWD/$image
  mkdir -p "$mount"
  mount -t xfs -o "$options" "/dev/ubd${letters[number]}" "$mount"
  umount "$mount"
  mount -t xfs -o "ro,noatime,$options" "/dev/ubd${letters[number]}" "$mount"
  (
    cd "$mount"
    find . -mindepth 1 -printf '%P|%y|%m|%U|%G|%n|%s|%i|%b|%A@|%T@|%C@|%l\n' >"$name.list"
    find . -type f -print0 | xargs -0 sha256sum >"$name.sums"
    getfattr -R -h -d -m - -e hex . 2>/dev/null >"$name.xattrs"
  )
  umount "$mount"
  number=$((number + 1))
done <volumes
