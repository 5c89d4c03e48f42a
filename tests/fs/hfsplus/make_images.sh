#!/usr/bin/env bash
# Makes the volumes of variants.txt in the current folder: NAME.img and NAME.tsv, what the kernel finds on it.
# before.img is the journaled one in front of its last changes, special.img has what only macOS writes,
# compressed.img a part of that.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cp "$here"/{fill,dump,compressed}.py "$here/../../codec/apple_encoders.py" .
grep -v "^#" "$here/variants.txt" >volumes.txt
disks=()
while IFS='|' read -r name size options _; do
  # shellcheck disable=SC2086  # options are words
  python3 "$here/format.py" "$name.img" "$size" $options
  disks+=("$name.img")
done <volumes.txt
"$here/../../support/uml/run.sh" . "$here/fill.sh" "${disks[@]}"
PYTHONPATH=. python3 -B "$here/make_special_volume.py" plus_16384.img compressed.img special.img
fallocate --dig-holes compressed.img
fallocate --dig-holes special.img
rm -r __pycache__ volumes.txt
