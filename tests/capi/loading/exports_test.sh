#!/usr/bin/env bash
# What the libraries export and need, as nm and readelf see it.
# usage: exports_test.sh LIBRARY SONAME LIST_OF_NAMES NEEDED...
set -euo pipefail
library=$1 soname=$2 names=$3
shift 3
fail() { echo "$library: $*" >&2; exit 1; }

diff <(sort "$names") <(nm -D --defined-only "$library" | awk '{print $3}' | sort) ||
  fail "exports other names than the interface has (< interface, > library)"
nm -D --defined-only --with-symbol-versions "$library" | grep '@' && fail "has versioned names"
dynamic=$(readelf -d "$library")
grep -q "SONAME.*\[$soname\]" <<<"$dynamic" || fail "is not called $soname"
needed=$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")
for name in $needed; do
  case " $* " in
    *" $name "*) ;;
    *) fail "needs $name" ;;
  esac
done
echo "ok"
