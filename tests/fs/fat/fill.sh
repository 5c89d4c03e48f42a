# Inside user-mode-linux: the same tree onto each of the volumes, as far as it has room.
. ./mount.sh
fill() {
  cp -r --preserve=mode,timestamps first/. /run/m
  rm "/run/m/A folder with a long name/"*[147]\ of* /run/m/gaps/*[147]
  cp -r --preserve=mode,timestamps second/. /run/m
}
for_each_volume fill
