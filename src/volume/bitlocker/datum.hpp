// Datums: the entries of BitLocker's metadata and of .BEK files. Some hold further datums.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace vixmount::volume::bitlocker {

enum class DatumRole : std::uint16_t {
  property = 0,
  volume_master_key = 2,
  volume_encryption_key = 3,
  startup_key = 6,
  description = 7,
  volume_header = 15,
};

enum class DatumType : std::uint16_t {
  key = 1,
  text = 2,
  stretch_key = 3,
  encrypted_key = 5,  // by AES-CCM
  volume_master_key = 8,
  external_key = 9,
  place = 15,  // offset and size of a region
};

struct Datum {
  DatumRole role{};
  DatumType type{};
  BytesView data;  // behind the header; of the bytes that were parsed
};

// The datums that fill `bytes`, at most kMostDatums. A rest that is shorter than a header or begins
// with a size of 0 is padding. Error{damaged} for one that does not fit.
std::vector<Datum> parse_datums(BytesView bytes);
inline constexpr std::size_t kMostDatums = 8192;  // a block of 64 KiB cannot hold more

// The first of a type, and of a role.
std::optional<Datum> find_datum(const std::vector<Datum>& datums, DatumType type);
std::optional<Datum> find_datum(const std::vector<Datum>& datums, DatumRole role, DatumType type);

}  // namespace vixmount::volume::bitlocker
