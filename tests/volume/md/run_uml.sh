#!/usr/bin/env bash
# usage: run_uml.sh MAKER...: runs the scripts inside user-mode-linux, one start each, then hash_arrays.sh as the oracle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for script in "$@" hash_arrays.sh; do
  # Debian's bash reads the script from the host's tree; what it sources has to be named from there as well.
  sed "s|/run/scripts|$here|" "$here/$script" >"./$script"
  "$here/../../support/uml/run.sh" . "./$script"
done
