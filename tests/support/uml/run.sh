#!/usr/bin/env bash
# Runs a script inside user-mode-linux: a whole Linux kernel as an ordinary program, with device mapper and md, for
# true LVM, RAID and encryption fixtures on hosts whose kernel has neither.
#
# usage: run.sh FOLDER SCRIPT [DISK...]
#   FOLDER   writable for the script, as /run/w, which is also its working folder
#   SCRIPT   run as root by bash -euo pipefail; the host's file tree is there, read-only
#   DISK     files that are the block devices /dev/ubda, /dev/ubdb ... (at most 16)
# Prints what the script printed; the exit code is the script's (124: the kernel did not end in time). A script ends
# with `power_cut` (a function) where caches and journals shall stay as a crash leaves them: that counts as success.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath "$1") script=$(realpath "$2")
shift 2

# modprobe looks there and nowhere else; init.sh mounts the kernel's own modules over it.
[ -d /lib/modules ] || mkdir /lib/modules

arguments=() letters=(a b c d e f g h i j k l m n o p)
for disk in "$@"; do
  arguments+=("ubd${letters[${#arguments[@]}]}=$(realpath "$disk")")
done

rm -f "$folder/.uml_status" "$folder/.uml_output"
code=0
# TMPDIR would move the guest's memory from /dev/shm to a disk.
env -u TMPDIR timeout --kill-after=5 "${UML_TIMEOUT:-120}" linux.uml mem=768M rootfstype=hostfs rootflags=/ ro quiet \
  init="$here/init.sh" con=null con0=null,fd:1 "${arguments[@]}" UML_FOLDER="$folder" UML_SCRIPT="$script" \
  </dev/null >"$folder/.uml_console" 2>&1 || code=$?
[ -f "$folder/.uml_output" ] && cat "$folder/.uml_output"
if [ -f "$folder/.uml_status" ]; then
  exit "$(cat "$folder/.uml_status")"
fi
echo "run.sh: $script did not come to its end in user-mode-linux (code $code); its console:" >&2
tail -n 40 "$folder/.uml_console" >&2
[ "$code" = 124 ] && exit 124
exit 1
