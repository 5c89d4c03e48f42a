#!/bin/sh
# Cuts busy file systems off at many moments and compares what vixmount reads with what the kernel finds after its own
# recovery: names, attributes and every byte. Needs root and loop devices. Prints the figures of each variant of mkfs
# and mount options, and their sums.
#
# usage: dirty.sh NAME TEST_PROGRAM [COPIES]     (200 copies unless given, spread over all variants of test_fs_NAME_dirty)
set -eu
name=$1
program=$2
copies=${3:-200}
variants=$("$program" --gtest_list_tests | grep -c '^  ')
each=$(((copies + variants - 1) / variants))

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
VIXMOUNT_DIRTY_MOMENTS=$each VIXMOUNT_DIRTY_SEED=${VIXMOUNT_DIRTY_SEED:-$$} "$program" >"$log" 2>&1 || status=$?
grep -E '^[a-z0-9_]+: |SKIPPED' "$log" || true
[ "$status" -eq 0 ] || grep -A8 -E 'Failure|FAILED|exception' "$log" | head -200
awk -F'[:,] ' -v name="$name" '
  /: [0-9]+ copies, / {
    ++variants
    for (i = 2; i <= NF; ++i) {
      split($i, words, " ")
      sum[words[2] " " words[3]] += words[1]
    }
  }
  END {
    printf "dirty %s: %d variants, %d copies equal, %d with a log in use, %d that differ without it, %d replayed, ",
           name, variants, sum["copies "], sum["with a"], sum["that differ"], sum["replayed "]
    printf "%d nodes, %d files, %d attributes, %.0f bytes compared\n",
           sum["nodes "], sum["files "], sum["attributes "], sum["bytes equal"]
  }' "$log"
exit "$status"
