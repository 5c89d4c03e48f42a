# Inside user-mode-linux: what the kernel finds on each of the volumes.
. ./mount.sh
list() {
  mount -o remount,ro /run/m
  (
    cd /run/m
    find . -print0 | xargs -0 stat --printf '%F\t%a\t%s\t%b\t%.9Y\t%.9X\t%.9W\t%n\n'
    find . -type f -print0 | xargs -0 sha256sum --zero | tr '\0' '\n' | sed -E 's/^([0-9a-f]+) ./sum\t\1\t/'
    stat -f --printf 'statfs\t%S\t%b\t%f\n' .
  ) >"$1.tsv"
}
for_each_volume list
