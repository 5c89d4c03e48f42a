#!/bin/bash
# Inside user-mode-linux: what the kernel finds on /dev/ubd* after its recovery, into NAME.list (attributes of nodes),
# NAME.sums (contents) and NAME.xattrs.
read -r -a names <names
letters=(a b c d e f g h i j k l m n o p)
for i in "${!names[@]}"; do
  mount=/run/mnt/$i name=$PWD/${names[i]}
  mkdir -p "$mount"
  mount -t xfs "/dev/ubd${letters[i]}" "$mount"
  umount "$mount"
  mount -t xfs -o ro,noatime "/dev/ubd${letters[i]}" "$mount"
  (
    cd "$mount"
    find . -mindepth 1 -printf '%P|%y|%m|%U|%G|%n|%s|%i|%b|%A@|%T@|%C@|%l\n' >"$name.list"
    find . -type f -print0 | xargs -0 sha256sum >"$name.sums"
    getfattr -R -h -d -m - -e hex . 2>/dev/null >"$name.xattrs"
  )
  umount "$mount"
done
