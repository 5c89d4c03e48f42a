#!/usr/bin/env bash
# usage: run_uml.sh MAKER: runs the script inside user-mode-linux, then hash_arrays.sh as the oracle. Files that the
# maker names in lines "# disks: NAME ..." are its disks (/dev/ubda ...), of 8 MiB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
start() {
  # The host's tree is there inside, so scripts may read their neighbours.
  sed "s|/run/scripts|$here|" "$here/$1" >"./$1"
  "$here/../../support/uml/run.sh" . "./$1" "${@:2}"
}
mapfile -t disks < <(sed -n 's/^# disks: //p' "$here/$1" | tr ' ' '\n')
for disk in "${disks[@]}"; do truncate -s 8M "$disk"; done
start "$1" "${disks[@]}"
start hash_arrays.sh
