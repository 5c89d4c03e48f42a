#!/usr/bin/env bash
# What dm-crypt of a Linux kernel decrypts small BitLocker volumes to, in user-mode-linux.
# usage: hash_by_kernel.sh NAME...      (names of make_volumes.py; writes sha256.txt into the current folder)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python3 "$here/make_volumes.py" "$@"
printf '%s\n' "$@" >names
"$here/../../support/uml/run.sh" . "$here/read_by_kernel.sh" "${@/%/.img}" >sha256.txt
