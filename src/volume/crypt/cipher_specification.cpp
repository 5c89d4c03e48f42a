#include "volume/crypt/cipher_specification.hpp"

#include <array>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::volume::crypt {
namespace {

template <typename Value, std::size_t N>
Value value_named(const std::array<std::pair<std::string_view, Value>, N>& table,
                  std::string_view name, std::string_view what, std::string_view whole) {
  for (const auto& [known, value] : table)
    if (known == name) return value;
  fail(ErrorKind::unsupported, "the encryption {} is not supported: {} {}", printable(whole), what,
       printable(name));
}

// The text up to `separator`, which is taken off `rest` with it.
std::string_view take(std::string_view& rest, char separator) {
  const auto part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

}  // namespace

CipherSpecification parse_cipher_specification(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, ChainMode>, 3> kModes = {
      {{"ecb", ChainMode::ecb}, {"cbc", ChainMode::cbc}, {"xts", ChainMode::xts}}};
  constexpr std::array<std::pair<std::string_view, IvRule>, 6> kRules = {
      {{"null", IvRule::null},
       {"plain", IvRule::plain},
       {"plain64", IvRule::plain64},
       {"plain64be", IvRule::plain64be},
       {"essiv", IvRule::essiv},
       {"eboiv", IvRule::eboiv}}};
  CipherSpecification result;
  auto rest = text;
  result.cipher = take(rest, '-');
  if (result.cipher == "cipher_null") {
    result.null_cipher = true;
    return result;
  }
  result.mode = value_named(kModes, take(rest, '-'), "the mode", text);
  if (result.mode == ChainMode::ecb) return result;
  const auto rule = take(rest, ':');
  result.iv = rule.empty() ? IvRule::plain : value_named(kRules, rule, "the IV rule", text);
  result.iv_hash = rest;
  if (result.iv_hash.empty() == (result.iv == IvRule::essiv))
    fail(ErrorKind::unsupported, "the encryption {} is not supported: its IV rule {}",
         printable(text), rest.empty() ? "names no hash" : "takes no parameter");
  return result;
}

}  // namespace vixmount::volume::crypt
