#!/usr/bin/env bash
# Prints in what the regular files below FOLDER differ from those that SUMS (of sha256sum, paths from ./) lists.
# usage: differences.sh SUMS FOLDER
set -u
cd "$2" || exit 1
sha256sum -c --strict --quiet "$1" 2>&1
comm -13 <(cut -c 67- "$1" | sort) <(find . -type f | sort) | sed 's/^/not in the list: /'
exit 0
