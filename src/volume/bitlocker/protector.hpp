// Key protectors: each holds the volume's master key, encrypted with a key of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/guid.hpp"
#include "volume/bitlocker/datum.hpp"

namespace vixmount::volume::bitlocker {

// By their bits; the TPM goes together with others (0x0500: TPM and PIN).
enum class Protection : std::uint16_t {
  clear_key = 0,  // the key stands beside it: protection is suspended
  tpm = 0x0100,
  startup_key = 0x0200,
  pin = 0x0400,
  recovery_password = 0x0800,
  password = 0x2000,
};

struct Protector {
  Guid identifier;
  std::uint16_t protection = 0;   // bits of Protection
  std::vector<Datum> properties;  // of the metadata that were parsed
  bool is(Protection kind) const noexcept { return protection == static_cast<std::uint16_t>(kind); }
  bool needs(Protection kind) const noexcept {
    return (protection & static_cast<std::uint16_t>(kind)) != 0;
  }
  // "password", "recovery password {3FD763F9-...}", "TPM and PIN".
  std::string name() const;
};

// At most kMostProtectors.
std::vector<Protector> find_protectors(const std::vector<Datum>& datums);
inline constexpr std::size_t kMostProtectors = 128;

// A GUID as Windows shows it: "{3FD763F9-74C7-4E90-8FA2-1F6A2E2B4E0C}".
std::string windows_text(const Guid& guid);

}  // namespace vixmount::volume::bitlocker
