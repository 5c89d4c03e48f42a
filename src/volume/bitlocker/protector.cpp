#include "volume/bitlocker/protector.hpp"

#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kProtectionPlace = 26;
constexpr std::size_t kHeaderBytes = 28;  // identifier, time, hints, protection
// The lower bits are no kinds; a clear key is marked by there being no others.
constexpr std::uint16_t kKindBits = 0xFF00;

std::string name_with_tpm(const Protector& protector) {
  std::string name = "TPM";
  if (protector.needs(Protection::pin)) name += " and PIN";
  if (protector.needs(Protection::startup_key))
    name += " and startup key " + windows_text(protector.identifier);
  return name;
}

}  // namespace

std::string windows_text(const Guid& guid) {
  auto text = guid.to_string();
  for (char& c : text)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return "{" + text + "}";
}

std::string Protector::name() const {
  constexpr auto kWithTpm = static_cast<std::uint16_t>(Protection::tpm) |
                            static_cast<std::uint16_t>(Protection::startup_key) |
                            static_cast<std::uint16_t>(Protection::pin);
  if (is(Protection::clear_key)) return "clear key";
  if (is(Protection::password)) return "password";
  if (is(Protection::recovery_password)) return "recovery password " + windows_text(identifier);
  if (is(Protection::startup_key)) return "startup key " + windows_text(identifier);
  if (needs(Protection::tpm) && (protection & ~kWithTpm) == 0) return name_with_tpm(*this);
  return fmt::format("protector {} of kind {:#06x}", windows_text(identifier), protection);
}

std::vector<Protector> find_protectors(const std::vector<Datum>& datums) {
  std::vector<Protector> protectors;
  for (const auto& datum : datums) {
    if (datum.role != DatumRole::volume_master_key || datum.type != DatumType::volume_master_key)
      continue;
    if (protectors.size() == kMostProtectors)
      fail_at(datum.data.origin(), "more than {} key protectors of BitLocker", kMostProtectors);
    Protector protector;
    protector.identifier = Guid::from_mixed_endian_bytes(datum.data.get<RawGuid>(0));
    protector.protection = datum.data.le16_at(kProtectionPlace) & kKindBits;
    protector.properties = parse_datums(datum.data.from(kHeaderBytes));
    protectors.push_back(std::move(protector));
  }
  return protectors;
}

}  // namespace vixmount::volume::bitlocker
