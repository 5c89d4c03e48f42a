#include "capi/disk_name.hpp"

#include <filesystem>

namespace vixmount::capi {
namespace {
constexpr std::string_view kRawPrefix = "raw:";
}

DiskName DiskName::parse(std::string_view name) {
  const bool raw = name.starts_with(kRawPrefix);
  if (raw) name.remove_prefix(kRawPrefix.size());
  return {.path = name.empty() ? std::string() : std::filesystem::absolute(name).string(),
          .raw = raw};
}

std::string DiskName::to_string() const { return raw ? std::string(kRawPrefix) + path : path; }

}  // namespace vixmount::capi
