#include "mount/mount_table.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::mount {
namespace {

bool is_octal(char digit) noexcept { return digit >= '0' && digit <= '7'; }

// The kernel writes blanks, tabs, newlines and backslashes as \ooo.
std::string decode_octal(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) && is_octal(text[i + 2]) &&
        is_octal(text[i + 3])) {
      result += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                  (text[i + 3] - '0'));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

// "36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
bool parse_line(std::string_view line, MountEntry& entry) {
  const auto fields = split(line, ' ');
  const auto separator = std::find(fields.begin(), fields.end(), std::string_view("-"));
  if (fields.size() < 6 || fields.end() - separator < 3 || separator - fields.begin() < 6)
    return false;
  const auto device = split(fields[2], ':');
  if (device.size() != 2) return false;
  const auto major = parse_unsigned(device[0]);
  const auto minor = parse_unsigned(device[1]);
  if (!major || !minor) return false;
  entry.device_major = static_cast<unsigned>(*major);
  entry.device_minor = static_cast<unsigned>(*minor);
  entry.path = decode_octal(fields[4]);
  entry.type = decode_octal(separator[1]);
  entry.source = decode_octal(separator[2]);
  return true;
}

}  // namespace

std::vector<MountEntry> parse_mount_table(std::string_view text) {
  std::vector<MountEntry> entries;
  for (const auto line : split(text, '\n')) {
    MountEntry entry;
    if (parse_line(line, entry)) entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<MountEntry> read_mount_table() {
  std::ifstream file("/proc/self/mountinfo", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) fail(ErrorKind::io, "/proc/self/mountinfo cannot be read");
  return parse_mount_table(text.str());
}

std::string mount_path_of(const std::string& path) {
  namespace stdfs = std::filesystem;
  std::error_code error;
  auto absolute = stdfs::absolute(path, error).lexically_normal();
  if (error) throw Error::from_errno(error.value(), path);
  if (!absolute.has_filename()) absolute = absolute.parent_path();  // "/a/b/" names /a/b
  if (!absolute.has_filename()) return absolute.string();           // the root
  const auto folder = stdfs::weakly_canonical(absolute.parent_path(), error);
  if (error) throw Error::from_errno(error.value(), path);
  return (folder / absolute.filename()).string();
}

}  // namespace vixmount::mount
