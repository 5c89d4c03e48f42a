// What a LUKS header says, in the words of both versions.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/crypt/key_derivation.hpp"

namespace vixmount::volume::luks {

// The keys of ciphers have at most 64 bytes; the formats leave room.
inline constexpr std::uint32_t kLongestKey = 512;  // bytes

// A place that holds the volume key, encrypted with a key that is derived from a passphrase.
struct Keyslot {
  std::string name;         // for messages: "keyslot 0"
  std::size_t key_bytes{};  // of the volume key
  crypt::KeyDerivation derivation;
  std::vector<std::byte> salt;
  std::string split_hash;  // of the anti-forensic splitter
  std::uint32_t stripes{};
  std::uint64_t area_offset{};  // bytes
  std::uint64_t area_bytes{};
  std::string area_cipher;       // "aes-xts-plain64"
  std::size_t area_key_bytes{};  // what is derived
  int priority = 1;              // higher ones are tried first, within a kind of derivation
};

// Tells whether a volume key is the right one.
struct KeyDigest {
  crypt::Pbkdf2 derivation;
  std::vector<std::byte> salt;
  std::vector<std::byte> digest;
};

// The encrypted data.
struct Segment {
  std::uint64_t offset{};             // bytes
  std::optional<std::uint64_t> size;  // bytes; nothing: to the end
  std::string cipher;                 // "aes-xts-plain64"
  std::uint32_t sector_size = 512;    // bytes
  std::uint64_t vector_offset{};      // of the IV's number, in units of 512 bytes
};

struct Header {
  unsigned version{};
  std::string uuid;
  std::vector<Keyslot> keyslots;  // in the order they are tried
  KeyDigest digest;
  Segment segment;
  std::vector<std::string> remarks;  // what is not used, and why
};

// The header at the start of `disk`, which begins with kMagic and version 1. Error{damaged} or
// Error{unsupported} where it is of no use.
Header read_luks1_header(const io::ByteSource& disk);

// The binary header of LUKS2 stands twice, each with its own metadata.
struct Luks2Copy {
  std::string uuid;
  std::string metadata;              // JSON
  std::vector<std::string> remarks;  // about the other copy
};

// Of LUKS2 headers that are read for a disk set. Most have 16 KiB, twice for each volume; 4 MiB, the
// most, for each of the thousands of partitions that a table may lay over one another would take
// minutes.
inline constexpr std::uint64_t kMostHeaderBytesOfSet = 256ULL << 20;

// The newest copy that is not damaged, or nothing where `disk` is no LUKS2 volume: without the
// first magic only a copy counts whose own first header was overwritten with zeros, or in part.
// Error{damaged} when there are copies and none is good.
// What is read of copies is taken off `bytes_left`; a copy that is larger than that is not used.
std::optional<Luks2Copy> find_luks2_copy(const io::ByteSource& disk,
                                         std::atomic<std::uint64_t>& bytes_left);

// Parses the metadata. Error{damaged} or Error{unsupported} where it is of no use.
Header parse_luks2_metadata(const Luks2Copy& copy);

}  // namespace vixmount::volume::luks
