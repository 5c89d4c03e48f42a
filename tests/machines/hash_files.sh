# A function for the scripts that run inside user-mode-linux. Sourced.
# shellcheck shell=bash

# The hashes of all regular files below a folder, as NAME.sha256. Further words are find's: where to begin, and options.
hash_files() {  # folder, name, [word...]
  local folder=$1 name=$2
  shift 2
  (cd "$folder" && find "${@:-.}" -type f -print0 | sort -z | xargs -0 -r sha256sum) >"$name.sha256"
}
