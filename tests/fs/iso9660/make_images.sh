#!/usr/bin/env bash
# Makes the images of variants.txt (NAME.img) in the current folder, and what Linux finds on them (see list.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)

export TZ=America/St_Johns  # an offset from GMT that is no whole hour
python3 "$here/make_tree.py"
tree=tree small=small many=many compressed=compressed
export tree small many compressed
mkzftree small compressed
python3 "$project/fuzz/recipes/iso9660_seeds.py" .
while IFS='|' read -r name command; do
  case $name in '' | '#'*) continue ;; esac
  [ -n "$command" ] || continue
  out=$name.img bash -euo pipefail -c "$command" >"$name.log" 2>&1 || { cat "$name.log"; echo "$name: failed"; exit 1; }
done <"$here/variants.txt"
rm -r tree small many compressed -- *.log
cp "$here/list.py" .
"$project/tests/support/uml/run.sh" . "$here/list.sh"
