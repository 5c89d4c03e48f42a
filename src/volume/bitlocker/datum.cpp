#include "volume/bitlocker/datum.hpp"

#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {

std::vector<Datum> parse_datums(BytesView bytes) {
  std::vector<Datum> datums;
  for (std::size_t at = 0; bytes.size() - at >= sizeof(DatumLayout);) {
    const auto header = bytes.get<DatumLayout>(at);
    if (header.size == 0) break;
    if (header.size < sizeof(DatumLayout))
      fail_at(bytes.origin() + at, "a BitLocker metadata entry says it has {} bytes",
              header.size.value());
    if (datums.size() == kMostDatums)
      fail_at(bytes.origin() + at, "more than {} BitLocker metadata entries", kMostDatums);
    datums.push_back({static_cast<DatumRole>(header.role.value()),
                      static_cast<DatumType>(header.type.value()),
                      bytes.sub(at, header.size).from(sizeof(DatumLayout))});
    at += header.size;
  }
  return datums;
}

std::optional<Datum> find_datum(const std::vector<Datum>& datums, DatumType type) {
  for (const auto& datum : datums)
    if (datum.type == type) return datum;
  return std::nullopt;
}

std::optional<Datum> find_datum(const std::vector<Datum>& datums, DatumRole role, DatumType type) {
  for (const auto& datum : datums)
    if (datum.role == role && datum.type == type) return datum;
  return std::nullopt;
}

}  // namespace vixmount::volume::bitlocker
