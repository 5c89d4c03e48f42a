#include "codec/content.hpp"

#include <charconv>
#include <random>
#include <span>

#include "base/bytes.hpp"

namespace vixmount::test {
namespace {

using Random = std::mt19937;

std::string words(std::size_t size, Random& random) {
  static constexpr std::string_view kWords[] = {"volume ",  "snapshot ", "the ",    "of ",
                                                "restore ", "cluster ",  "window ", "a ",
                                                "\r\n",     "registry ", "key="};
  std::string text;
  while (text.size() < size) {
    text += kWords[random() % std::size(kWords)];
    if (random() % 16 == 0) text += std::to_string(random() % 100000);
  }
  return text;
}

std::string columns(std::size_t size, Random& random) {
  std::string text;
  for (unsigned row = 0; text.size() < size; ++row) {
    const unsigned value = random() % 512;
    text.append({static_cast<char>(row), static_cast<char>(row >> 8), '\0', '\0',
                 static_cast<char>(value), static_cast<char>(value >> 8), '\0', '\1'});
  }
  return text;
}

std::string random_bytes(std::size_t size, Random& random) {
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

// Runs of patterns of all short lengths: matches that overlap themselves.
std::string patterns(std::size_t size, Random& random) {
  std::string text;
  for (std::size_t period = 1; text.size() < size; period = period % 37 + 1) {
    const auto pattern = random_bytes(period, random);
    for (unsigned i = random() % 60; i != 0; --i) text += pattern;
  }
  return text;
}

// E8 and a target, relative to where the instruction stands, among other bytes.
std::string machine_code(std::size_t size, Random& random) {
  std::string text;
  while (text.size() < size) {
    text += random_bytes(random() % 9, random);
    const auto target =
        static_cast<std::uint32_t>(random() % 6) * 0x1000 - static_cast<std::uint32_t>(text.size());
    text += '\xE8';
    for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>(target >> shift);
  }
  return text;
}

}  // namespace

Bytes to_bytes(std::string_view text) {
  const auto view = as_bytes(text);
  return {view.begin(), view.end()};
}

Bytes from_hex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t at = 0; at < hex.size();) {
    if (hex[at] == ' ' || hex[at] == '\n') {
      ++at;
      continue;
    }
    unsigned value = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
    bytes.push_back(static_cast<std::byte>(value));
    at += 2;
  }
  return bytes;
}

std::vector<Content> sample_contents(std::size_t size) {
  Random random(static_cast<Random::result_type>(size));
  std::vector<Content> contents;
  const auto add = [&](const char* name, std::string text) {
    text.resize(size);
    contents.push_back({name, to_bytes(text)});
  };
  add("words", words(size, random));
  add("columns", columns(size, random));
  add("zeros", std::string(size, '\0'));
  add("random", random_bytes(size, random));
  add("patterns", patterns(size, random));
  add("machine code", machine_code(size, random));
  add("mixture", words(size / 3, random) + random_bytes(size / 3, random) + patterns(size, random));
  return contents;
}

}  // namespace vixmount::test
