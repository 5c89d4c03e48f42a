// Where the key of an encrypted volume comes from, as people write it: SELECTOR:KIND:VALUE.
//
//   SELECTOR:file:PATH            a passphrase or key file: the file's content
//   SELECTOR:fd:N                 the same, from an open file descriptor, to its end
//   SELECTOR:env:NAME             a passphrase, from an environment variable
//   SELECTOR:prompt               a passphrase, asked for on the terminal
//   SELECTOR:volume-key:PATH      the key of the sectors itself, raw bytes
//   SELECTOR:recovery-file:PATH   BitLocker: a file that holds a recovery password
//   SELECTOR:bek:PATH             BitLocker: a startup key, *.BEK
//
// SELECTOR is as volume::Key::selector has it; it holds no colon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "volume/key_ring.hpp"

namespace vixmount::worker {

struct KeySource {
  enum class Place : unsigned char { file, descriptor, environment, terminal };
  std::string selector;
  Place place = Place::file;
  volume::KeyKind kind = volume::KeyKind::passphrase;
  std::string value;  // a path, or a variable's name
  int descriptor = -1;
};

// How many keys one set takes: enough for every volume of a large server, and what a mistaken file
// can make us read.
constexpr std::size_t kMostKeys = 256;

// Error{invalid_argument}, which repeats nothing of `text` that could be a secret typed in the
// wrong place.
KeySource parse_key_source(std::string_view text);

// Error{not_found}, Error{access_denied}, Error{io} ...; Error{limit_exceeded} for what is larger
// than such a key can be; Error{invalid_argument} for an empty one. Not for Place::terminal.
volume::Key read_key(const KeySource& source);

// The recovery password in a text, which may be all that Windows writes around it ("BitLocker Drive
// Encryption recovery key ...", UTF-16 too); the text without blanks around it where it holds none.
Secret find_recovery_password(const Secret& text);
// True for eight groups of six digits.
bool is_recovery_password(std::string_view text) noexcept;

// The keys that the file at `path` lists: lines as above but for `fd` and `prompt`, and
//
//   SELECTOR:key:PASSPHRASE       everything up to the line's end
//   SELECTOR:recovery:PASSWORD    BitLocker: the recovery password
//
// Empty lines and those that begin with # are passed over. Paths that are not absolute are below
// the file's folder. Error{access_denied} unless it is a regular file of this user, or of root,
// that nobody else may read or write; Error{invalid_argument} names the line that makes no sense.
std::vector<volume::Key> read_key_list(const std::string& path);

}  // namespace vixmount::worker
