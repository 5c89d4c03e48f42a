#include "guest/windows/product_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr std::uint32_t kFirstBuildOfWindows11 = 22000;

bool is_server(const Product& product, const Machine& machine) {
  return machine.is_server() || product.installation_type.starts_with("Server") ||
         product.name.find("Server") != std::string::npos;
}

bool has_suite(const Machine& machine, std::string_view name) {
  return std::any_of(machine.suites.begin(), machine.suites.end(), [&](const std::string& suite) {
    return equals_ignoring_ascii_case(suite, name);
  });
}

// The names under which Microsoft sold them; the suites are those of RTL_OSVERSIONINFOEX.
std::string old_server_edition(const Product& product, const Machine& machine) {
  const bool is_nt4 = product.major < 5;
  const bool is_2000 = product.major == 5 && product.minor == 0;
  if (has_suite(machine, "DataCenter")) return is_2000 ? "Datacenter Server" : "Datacenter Edition";
  if (has_suite(machine, "Enterprise")) return is_2000 ? "Advanced Server" : "Enterprise Edition";
  if (has_suite(machine, "Blade")) return "Web Edition";
  return is_nt4 || is_2000 ? "Server" : "Standard Edition";
}

}  // namespace

std::string edition_name(const Product& product, const Machine& machine) {
  if (!product.edition.empty() || product.major >= 6) return product.edition;
  if (product.major == 0 || machine.product_type.empty()) return {};
  if (machine.is_server()) return old_server_edition(product, machine);
  if (product.major < 5) return "Workstation";
  return has_suite(machine, "Personal") ? "Home Edition" : "Professional";
}

std::string product_name(const Product& product, const Machine& machine) {
  constexpr std::string_view kWindows10 = "Windows 10";
  if (product.build >= kFirstBuildOfWindows11 && product.name.starts_with(kWindows10) &&
      !is_server(product, machine))
    return "Windows 11" + product.name.substr(kWindows10.size());
  if (!product.name.empty()) return product.name;
  if (product.major == 0) return "Windows of unknown version";
  const auto edition = edition_name(product, machine);
  return fmt::format("Windows{} {}{}{}.{}", product.major < 5 ? " NT" : "", edition,
                     edition.empty() ? "" : " ", product.major, product.minor);
}

Processor processor_name(const std::string& architecture) {
  struct Known {
    std::string_view windows;
    std::string_view name;
    bool is_64_bit;
  };
  static constexpr std::array<Known, 5> kKnown = {{{"x86", "i386", false},
                                                   {"AMD64", "x86_64", true},
                                                   {"ARM64", "aarch64", true},
                                                   {"ARM", "arm", false},
                                                   {"IA64", "ia64", true}}};
  for (const auto& known : kKnown)
    if (equals_ignoring_ascii_case(known.windows, architecture))
      return {std::string(known.name), known.is_64_bit};
  return {to_lower_ascii(architecture), false};
}

}  // namespace vixmount::guest::windows
