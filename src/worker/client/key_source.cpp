#include "worker/client/key_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::worker {
namespace {

using Place = KeySource::Place;
using volume::KeyKind;

struct Word {
  std::string_view word;
  Place place;
  KeyKind kind;
  std::size_t most_bytes;
};

// What cryptsetup reads of a key file at most.
constexpr std::size_t kMostPassphraseBytes = 8UL << 20;
constexpr std::array kWords = {
    Word{"file", Place::file, KeyKind::passphrase, kMostPassphraseBytes},
    Word{"fd", Place::descriptor, KeyKind::passphrase, kMostPassphraseBytes},
    Word{"env", Place::environment, KeyKind::passphrase, kMostPassphraseBytes},
    Word{"prompt", Place::terminal, KeyKind::passphrase, kMostPassphraseBytes},
    // Two keys of 32 bytes for XTS, and one of integrity.
    Word{"volume-key", Place::file, KeyKind::volume_key, 4096},
    // A page of text around 55 characters; a file of 156 bytes.
    Word{"recovery-file", Place::file, KeyKind::recovery_password, 64UL << 10},
    Word{"bek", Place::file, KeyKind::startup_key, 64UL << 10},
};

constexpr std::size_t kMostListBytes = 1UL << 20;
constexpr std::string_view kForm =
    "a key is SELECTOR:KIND:VALUE, as in all:prompt, UUID:file:PATH, /dev/sda2:fd:N, all:env:NAME, "
    "all:recovery-file:PATH, all:bek:PATH or all:volume-key:PATH";

struct Parts {
  std::string_view selector, kind, value;
};

Parts parts_of(std::string_view text) {
  const auto first = text.find(':');
  if (first == 0 || first == std::string_view::npos) fail(ErrorKind::invalid_argument, "{}", kForm);
  const auto rest = text.substr(first + 1);
  const auto second = std::min(rest.find(':'), rest.size());
  return {text.substr(0, first), rest.substr(0, second),
          rest.substr(std::min(second + 1, rest.size()))};
}

KeySource source_of(const Parts& parts) {
  const auto* const word = std::find_if(
      kWords.begin(), kWords.end(), [&](const Word& known) { return known.word == parts.kind; });
  if (word == kWords.end()) fail(ErrorKind::invalid_argument, "{}", kForm);
  KeySource source;
  source.selector = parts.selector;
  source.place = word->place;
  source.kind = word->kind;
  source.value = parts.value;
  if (parts.value.empty() != (word->place == Place::terminal))
    fail(ErrorKind::invalid_argument, "the key for {}: {} {}", printable(parts.selector),
         word->word, parts.value.empty() ? "needs a value behind a colon" : "takes no value");
  if (word->place == Place::descriptor) {
    const auto number = parse_unsigned(parts.value);
    if (!number || *number > std::numeric_limits<int>::max())
      fail(ErrorKind::invalid_argument, "the key for {}: fd needs the number of a descriptor",
           printable(parts.selector));
    source.descriptor = static_cast<int>(*number);
  }
  return source;
}

// To the end of file; larger buffers replace smaller ones, which wipe themselves.
Secret read_all(int fd, const std::string& name, std::size_t most_bytes) {
  Secret content(4096);
  std::size_t size = 0;
  for (;;) {
    if (size == content.size()) {
      Secret larger(2 * size);
      std::copy_n(content.bytes().begin(), size, larger.writable_bytes().begin());
      content = std::move(larger);
    }
    const auto room = content.writable_bytes().subspan(size);
    const auto count = ::read(fd, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error::from_errno(errno, name);
    if (count == 0) return Secret(content.bytes().first(size));
    size += static_cast<std::size_t>(count);
    if (size > most_bytes)
      fail(ErrorKind::limit_exceeded,
           "{} has more than {} bytes, the most that such a key can have", name, most_bytes);
  }
}

Secret read_file(const std::string& path, std::size_t most_bytes) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) throw Error::from_errno(errno, path);
  return read_all(file.get(), path, most_bytes);
}

std::size_t most_bytes_of(KeyKind kind) noexcept {
  return std::find_if(kWords.begin(), kWords.end(),
                      [&](const Word& word) { return word.kind == kind; })
      ->most_bytes;
}

// Characters of one byte each, in place of UTF-16 LE; others become blanks.
Secret narrow(const Secret& text) {
  const auto bytes = text.text();
  if (!bytes.starts_with("\xFF\xFE")) return text;
  Secret narrowed(bytes.size() / 2);
  for (std::size_t i = 0; i < narrowed.size(); ++i)
    narrowed.writable_bytes()[i] = std::byte(bytes[2 * i + 1] == 0 ? bytes[2 * i] : ' ');
  return narrowed;
}

UniqueFd open_list(const std::string& path) {
  // Not to be held up by a pipe that is named by mistake.
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0)
    throw Error::from_errno(errno, "the key file " + path);
  if (!S_ISREG(status.st_mode))
    fail(ErrorKind::access_denied, "the key file {} is no regular file", path);
  if (status.st_uid != ::geteuid() && status.st_uid != 0)
    fail(ErrorKind::access_denied, "the key file {} belongs to another user (uid {}): chown it",
         path, status.st_uid);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    fail(ErrorKind::access_denied,
         "the key file {} may be used by others (mode {:04o}): chmod 600 {}", path,
         status.st_mode & 07777U, path);
  return file;
}

volume::Key key_of_line(std::string_view line, const std::string& folder) {
  const auto parts = parts_of(line);
  if ((parts.kind == "key" || parts.kind == "recovery") && !parts.value.empty())
    return {std::string(parts.selector),
            parts.kind == "key" ? KeyKind::passphrase : KeyKind::recovery_password,
            Secret(parts.value)};
  auto source = source_of(parts);
  if (source.place == Place::descriptor || source.place == Place::terminal)
    fail(ErrorKind::invalid_argument, "fd and prompt have no meaning in a key file");
  if (source.place == Place::file && !source.value.starts_with('/')) source.value.insert(0, folder);
  return read_key(source);
}

}  // namespace

KeySource parse_key_source(std::string_view text) {
  const auto parts = parts_of(text);
  if (parts.kind == "key" || parts.kind == "recovery")
    fail(ErrorKind::invalid_argument,
         "the key for {}: a secret in a command line can be read by every user of this host; use "
         "prompt, file:PATH, fd:N or env:NAME",
         printable(parts.selector));
  return source_of(parts);
}

bool is_recovery_password(std::string_view text) noexcept {
  constexpr std::size_t kGroup = 7;  // six digits and a dash
  if (text.size() != 8 * kGroup - 1) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (i % kGroup == kGroup - 1 ? text[i] != '-' : !is_digit) return false;
  }
  return true;
}

Secret find_recovery_password(const Secret& text) {
  constexpr std::size_t kLength = 55;
  const auto narrowed = narrow(text);
  const auto all = narrowed.text();
  for (std::size_t i = 0; i + kLength <= all.size(); ++i)
    if (is_recovery_password(all.substr(i, kLength))) return Secret(all.substr(i, kLength));
  return Secret(trim(all));
}

volume::Key read_key(const KeySource& source) {
  const auto most_bytes = most_bytes_of(source.kind);
  volume::Key key{source.selector, source.kind, {}};
  std::string name = source.value;
  switch (source.place) {
    case Place::file:
      key.secret = read_file(source.value, most_bytes);
      break;
    case Place::descriptor:
      name = fmt::format("descriptor {}", source.descriptor);
      key.secret = read_all(source.descriptor, name, most_bytes);
      break;
    case Place::environment: {
      name = "the environment variable " + source.value;
      const auto* const value = std::getenv(source.value.c_str());
      if (value == nullptr) fail(ErrorKind::not_found, "{} is not set", name);
      key.secret = Secret(std::string_view(value));
      break;
    }
    case Place::terminal:
      fail(ErrorKind::internal, "a key that has to be asked for was to be read");
  }
  if (key.kind == KeyKind::recovery_password) key.secret = find_recovery_password(key.secret);
  if (key.secret.empty())
    fail(ErrorKind::invalid_argument, "the key for {}: {} is empty", printable(source.selector),
         name);
  return key;
}

std::vector<volume::Key> read_key_list(const std::string& path) {
  const auto file = open_list(path);
  const auto content = read_all(file.get(), "the key file " + path, kMostListBytes);
  const auto folder = path.substr(0, path.rfind('/') + 1);
  std::vector<volume::Key> keys;
  std::size_t number = 0;
  for (auto rest = content.text(); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.empty() || line.starts_with('#')) continue;
    if (keys.size() == kMostKeys)
      fail(ErrorKind::limit_exceeded, "the key file {} lists more than {} keys", path, kMostKeys);
    keys.push_back(with_context(fmt::format("the key file {}, line {}", path, number),
                                [&] { return key_of_line(line, folder); }));
  }
  return keys;
}

}  // namespace vixmount::worker
