#!/usr/bin/env bash
# Makes LUKS volumes of many kinds in the current folder, NAME.img each, with cryptsetup in user-mode-linux. What they
# store, still encrypted, are lines of text: all bytes of the plain volume then depend on key, cipher and vectors.
# passphrase.txt opens them, those with "slots" in their name key_file.bin; NAME.key are volume keys. sha256.txt is the
# manifest: name, size and hash of each decrypted volume as dm-crypt of that kernel reads it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/../../support/uml/run.sh" . "$here/make_in_uml.sh"
