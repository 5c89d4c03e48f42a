#include "volume/bitlocker/startup_key.hpp"

#include "volume/bitlocker/datum.hpp"
#include "volume/bitlocker/key_box.hpp"
#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kMostBytes = 64 * 1024;       // Windows writes 156
constexpr std::size_t kExternalKeyHeader = 16 + 8;  // identifier and time

}  // namespace

StartupKey parse_startup_key(BytesView file) {
  const auto header = file.get<DatasetLayout>(0);
  if (file.size() > kMostBytes || header.version != 1 || header.size > file.size() ||
      header.begin < sizeof(DatasetLayout) || header.end < header.begin || header.end > header.size)
    fail_at(file.origin(), "this is no startup key (.BEK) of BitLocker");
  const auto datums = parse_datums(file.sub(header.begin, header.end - header.begin));
  const auto external = find_datum(datums, DatumType::external_key);
  if (!external) fail_at(file.origin(), "the startup key file of BitLocker holds no key");
  const auto properties = parse_datums(external->data.from(kExternalKeyHeader));
  const auto key = find_datum(properties, DatumType::key);
  if (!key) fail_at(file.origin(), "the startup key file of BitLocker holds no key");
  return {Guid::from_mixed_endian_bytes(external->data.get<RawGuid>(0)),
          parse_key(key->data).bytes};
}

}  // namespace vixmount::volume::bitlocker
