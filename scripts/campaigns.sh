#!/usr/bin/env bash
# The campaigns that are too long for every run; called by `./test --long`. Prints a line with the figures of each.
#   scripts/campaigns.sh [fuzz|dirty|kills ...]      default: all
#   FUZZ_SECONDS=600   for each fuzz target    DIRTY_COPIES=200   dirty copies each of ext, XFS and Btrfs    KILL_ROUNDS=10   times 100 kills
set -euo pipefail
cd "$(dirname "$0")/.."
fuzz_seconds=${FUZZ_SECONDS:-600}
jobs=$(nproc)
results=build/campaigns
mkdir -p "$results"
failed=0

fuzz_one() {  # target: fuzzes a copy of the seeds; what it finds stays in build/campaigns
  local target=$1 name=${1#fuzz_} work kind inputs=()
  work=$results/corpus-$name
  for kind in seeds damaged; do  # libFuzzer refuses folders that are not there
    if [ -d "fuzz/$kind/$name" ]; then inputs+=("fuzz/$kind/$name"); fi
  done
  mkdir -p "$work" "$results/crashes"
  if build/fuzz/fuzz/"$target" -max_total_time="$fuzz_seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="$results/crashes/$name-" "$work" "${inputs[@]}" \
      >"$results/$target.log" 2>&1; then
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: //p' "$results/$target.log")
    printf '%-24s clean, %s s, %s runs\n' "$name" "$fuzz_seconds" "$runs"
  else
    printf '%-24s FAILED, see %s\n' "$name" "$results/$target.log"
    return 1
  fi
}
export -f fuzz_one
export fuzz_seconds results

fuzz() {
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz -j "$jobs" -- --quiet
  local targets
  targets=$(cd build/fuzz/fuzz && ls | grep '^fuzz_')
  echo "fuzzing $(wc -w <<<"$targets") targets, $fuzz_seconds s each, $jobs at a time"
  xargs -P "$jobs" -I{} bash -c 'fuzz_one {}' <<<"$targets" || failed=1
}

build_release() {
  cmake --preset release >/dev/null
  cmake --build --preset release -j "$jobs" -- --quiet
}

dirty() {
  build_release
  local name
  for name in ext xfs btrfs; do
    tests/campaigns/dirty.sh "$name" "build/release/tests/test_fs_${name}_dirty" "${DIRTY_COPIES:-200}" || failed=1
  done
}

kills() {
  build_release
  build/release/tests/test_worker_process --gtest_filter='Kill.*' --gtest_repeat="${KILL_ROUNDS:-10}" \
    --gtest_break_on_failure >"$results/kills.log" 2>&1 || { echo "kills FAILED, see $results/kills.log"; failed=1; }
  grep -c '100 kills' "$results/kills.log" | sed 's/$/ times 100 kills, nothing left behind/'
}

for campaign in "${@:-fuzz dirty kills}"; do
  for one in $campaign; do "$one"; done
done
exit $failed
