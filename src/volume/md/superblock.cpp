#include "volume/md/superblock.hpp"

#include "volume/md/layout.hpp"

namespace vixmount::volume::md {

std::string_view name_of(Version version) noexcept {
  switch (version) {
    case Version::v0_90:
      return "0.90";
    case Version::v1_0:
      return "1.0";
    case Version::v1_1:
      return "1.1";
    case Version::v1_2:
      break;
  }
  return "1.2";
}

std::uint16_t Superblock::role() const noexcept {
  return device_number < roles.size() ? roles[device_number] : layout::kRoleSpare;
}

}  // namespace vixmount::volume::md
