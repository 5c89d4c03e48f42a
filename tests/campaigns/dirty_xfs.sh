#!/bin/sh
# Cuts busy XFS file systems off at many moments and compares what vixmount reads with what the kernel
# finds after its own recovery: names, attributes and every byte. Needs root and loop devices.
#
# usage: dirty_xfs.sh TEST_PROGRAM [MOMENTS]     (200 moments unless given, spread over all variants)
set -eu
program=$1
moments=${2:-200}
variants=$("$program" --gtest_list_tests --gtest_filter='Xfs/DirtyLog.*' | grep -c '^  ')
each=$(((moments + variants - 1) / variants))

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
VIXMOUNT_DIRTY_MOMENTS=$each VIXMOUNT_DIRTY_SEED=${VIXMOUNT_DIRTY_SEED:-$$} \
  "$program" --gtest_filter='Xfs/DirtyLog.*' >"$log" 2>&1 || status=$?
grep ' moments, ' "$log" || true
[ "$status" -eq 0 ] || grep -A8 -E 'Failure|FAILED|exception' "$log" | head -200
awk '/ moments, / { sub(/.*: /, ""); moments += $1; nodes += $3; bytes += $6 }
     END { printf "dirty xfs logs: %d moments, %d nodes and %d bytes compared\n", moments, nodes, bytes }' "$log"
exit "$status"
