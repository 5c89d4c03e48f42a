#include "guest/windows/software.hpp"

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

std::uint32_t number_of(std::string_view text) {
  const auto number = parse_unsigned(text);
  return number && *number <= 0xFFFFFFFF ? static_cast<std::uint32_t>(*number) : 0;
}

std::optional<std::uint32_t> small_number(const Key& key, std::string_view name) {
  const auto number = key.number(name);
  return number && *number <= 0xFFFFFFFF ? std::optional(static_cast<std::uint32_t>(*number))
                                         : std::nullopt;
}

// CurrentVersion stayed "6.3" when the numbers beside it became 10 and 0.
void read_version(const Key& key, Product& product) {
  if (const auto major = small_number(key, "CurrentMajorVersionNumber")) {
    product.major = *major;
    product.minor = small_number(key, "CurrentMinorVersionNumber").value_or(0);
    return;
  }
  const auto parts = key.text("CurrentVersion").value_or("");
  const auto dot = parts.find('.');
  product.major = number_of(std::string_view(parts).substr(0, dot));
  if (dot != std::string::npos) product.minor = number_of(std::string_view(parts).substr(dot + 1));
}

// Before Vista, CurrentBuild holds a text that says of itself that it is obsolete.
std::uint32_t read_build(const Key& key) {
  for (const auto name : {"CurrentBuildNumber", "CurrentBuild"})
    if (const auto build = number_of(key.text(name).value_or("")); build != 0) return build;
  return 0;
}

std::string read_display_version(const Key& key) {
  if (auto version = key.text("DisplayVersion")) return *version;
  return key.text("ReleaseId").value_or("");
}

// InstallDate is a time_t; InstallTime (since Windows 10) a FILETIME, which outlasts 2038.
std::optional<std::int64_t> read_install_date(const Key& key) {
  constexpr std::uint64_t kUnitsPerSecond = 10'000'000;  // of 100 ns
  constexpr std::int64_t kSecondsFrom1601To1970 = 11'644'473'600;
  if (const auto time = key.number("InstallTime"); time && *time != 0)
    return static_cast<std::int64_t>(*time / kUnitsPerSecond) - kSecondsFrom1601To1970;
  if (const auto date = key.number("InstallDate"); date && *date != 0)
    return static_cast<std::int64_t>(*date);
  return std::nullopt;
}

}  // namespace

std::optional<Product> read_product(const Key& software) {
  const auto key = software.at("Microsoft\\Windows NT\\CurrentVersion");
  if (!key) return std::nullopt;
  Product product;
  product.name = key->text("ProductName").value_or("");
  product.edition = key->text("EditionID").value_or("");
  product.installation_type = key->text("InstallationType").value_or("");
  read_version(*key, product);
  product.build = read_build(*key);
  product.update_revision = small_number(*key, "UBR");
  product.display_version = read_display_version(*key);
  product.service_pack = key->text("CSDVersion").value_or("");
  product.install_date = read_install_date(*key);
  product.system_root = key->text("SystemRoot").value_or("");
  if (const auto cryptography = software.at("Microsoft\\Cryptography"))
    product.machine_guid = cryptography->text("MachineGuid").value_or("");
  return product;
}

}  // namespace vixmount::guest::windows
