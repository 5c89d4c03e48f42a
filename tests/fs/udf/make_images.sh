#!/usr/bin/env bash
# Makes UDF images in the current folder (NAME.img) and what Linux finds in each (NAME.tsv): those of variants.txt,
# filled by Linux where it can write them; those of make_image.py; and bridges with ISO 9660 by genisoimage.
# Another kernel than the one that fills reads them.
set -euo pipefail
export UML_TIMEOUT=${UML_TIMEOUT:-900}
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)

while IFS='|' read -r name blocks options; do
  case "$name" in '#'* | '') continue ;; esac
  # shellcheck disable=SC2086  # a list of words
  mkudffs --utf8 --label="Größe $name" --uuid=0123456789abcdef $options --new-file "$name.img" "$blocks" >/dev/null
done <"$here/variants.txt"
cp "$here/"*.pl "$here/fill.sh" "$here/manifest.sh" .
"$project/tests/support/uml/run.sh" . ./fill.sh

mkdir tree
(
  cd tree
  mkdir -p "a folder/in a folder"
  head -c 300000 /dev/zero | tr '\0' 'b' >"a folder/large"
  for i in {1..60}; do echo "$i" >"a folder/file number $i"; done
  echo "ü" >"Grüße.txt"
  : >empty
)
for volume in bridge bridge_hfs; do
  hfs=""
  [ $volume = bridge ] || hfs="-hfs"
  # shellcheck disable=SC2086
  genisoimage -quiet $hfs -udf -r -J -V BRIDGE -o $volume.img tree 2>/dev/null
done
rm -r tree
python3 "$here/make_image.py" .

"$project/tests/support/uml/run.sh" . ./manifest.sh
rm -f ./*.pl ./*.sh
