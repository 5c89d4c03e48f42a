#include "cli/format.hpp"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::cli {
namespace {

struct Date {
  std::int64_t year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

// Proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March, so that the
// leap day is the last of its year. std::gmtime gives up beyond the years an int holds.
Date date_of_day(std::int64_t days_since_1970) {
  constexpr std::int64_t kDaysOfEra = 146097;
  constexpr std::int64_t kDaysFromMarch0000 = 719468;
  const std::int64_t days = days_since_1970 + kDaysFromMarch0000;
  const std::int64_t era = (days >= 0 ? days : days - (kDaysOfEra - 1)) / kDaysOfEra;
  const auto day_of_era = static_cast<unsigned>(days - era * kDaysOfEra);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned month_from_march = (5 * day_of_year + 2) / 153;
  Date date;
  date.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  date.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  date.year = static_cast<std::int64_t>(year_of_era) + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

char type_letter(fs::NodeType type) {
  switch (type) {
    case fs::NodeType::regular:
      return '-';
    case fs::NodeType::directory:
      return 'd';
    case fs::NodeType::symbolic_link:
      return 'l';
    case fs::NodeType::character_device:
      return 'c';
    case fs::NodeType::block_device:
      return 'b';
    case fs::NodeType::fifo:
      return 'p';
    case fs::NodeType::socket:
      return 's';
    case fs::NodeType::unknown:
      break;
  }
  return '?';
}

}  // namespace

std::string human_size(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  static constexpr std::array<std::string_view, 6> kUnits = {"KiB", "MiB", "GiB",
                                                             "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

void append_digits(std::string& text, std::uint64_t number, std::size_t digits) {
  text.append(digits, '0');
  for (auto digit = text.rbegin(); digits > 0; --digits, number /= 10)
    *digit++ = static_cast<char>('0' + number % 10);
}

std::string iso_time(const fs::Timestamp& time, bool with_nanoseconds) {
  constexpr std::int64_t kSecondsOfDay = 86400;
  std::int64_t days = time.seconds / kSecondsOfDay;
  std::int64_t rest = time.seconds % kSecondsOfDay;
  if (rest < 0) {
    rest += kSecondsOfDay;
    --days;
  }
  const Date date = date_of_day(days);
  const auto of_day = static_cast<std::uint64_t>(rest);
  std::string text;
  text.reserve(sizeof("2024-05-01T12:00:00.123456789Z"));
  const auto append = [&](std::uint64_t number, std::size_t digits, char behind) {
    append_digits(text, number, digits);
    text.push_back(behind);
  };
  if (date.year >= 0 && date.year <= 9999)
    append(static_cast<std::uint64_t>(date.year), 4, '-');
  else
    fmt::format_to(std::back_inserter(text), "{:+05}-", date.year);
  append(date.month, 2, '-');
  append(date.day, 2, 'T');
  append(of_day / 3600, 2, ':');
  append(of_day / 60 % 60, 2, ':');
  append(of_day % 60, 2, with_nanoseconds ? '.' : 'Z');
  if (with_nanoseconds) append(time.nanoseconds, 9, 'Z');
  return text;
}

std::string mode_text(const fs::Attributes& attributes) {
  std::string text = "?rwxrwxrwx";
  text[0] = type_letter(attributes.type);
  const unsigned mode = attributes.permissions;
  for (unsigned i = 0; i < 9; ++i)
    if ((mode & (0400U >> i)) == 0) text[i + 1] = '-';
  const auto special = [&](unsigned bit, std::size_t place, char with_x, char without_x) {
    if ((mode & bit) != 0) text[place] = text[place] == 'x' ? with_x : without_x;
  };
  special(04000, 3, 's', 'S');
  special(02000, 6, 's', 'S');
  special(01000, 9, 't', 'T');
  return text;
}

std::string_view name_of(fs::NodeType type) noexcept {
  switch (type) {
    case fs::NodeType::regular:
      return "file";
    case fs::NodeType::directory:
      return "directory";
    case fs::NodeType::symbolic_link:
      return "symlink";
    case fs::NodeType::character_device:
      return "character_device";
    case fs::NodeType::block_device:
      return "block_device";
    case fs::NodeType::fifo:
      return "fifo";
    case fs::NodeType::socket:
      return "socket";
    case fs::NodeType::unknown:
      break;
  }
  return "unknown";
}

std::string safe_for_terminal(std::string_view text) {
  const std::string escaped = printable(text, text.size());
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    const auto byte = static_cast<unsigned char>(escaped[i]);
    const auto next = i + 1 < escaped.size() ? static_cast<unsigned char>(escaped[i + 1]) : 0U;
    if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F in UTF-8
      out += fmt::format("\\x{:02X}\\x{:02X}", byte, next);
      ++i;
    } else {
      out.push_back(escaped[i]);
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t index) {
      return index < bytes.size()
                 ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[index]))
                 : 0U;
    };
    const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out.push_back(kLetters[group >> 18]);
    out.push_back(kLetters[group >> 12 & 63]);
    out.push_back(i + 1 < bytes.size() ? kLetters[group >> 6 & 63] : '=');
    out.push_back(i + 2 < bytes.size() ? kLetters[group & 63] : '=');
  }
  return out;
}

}  // namespace vixmount::cli
