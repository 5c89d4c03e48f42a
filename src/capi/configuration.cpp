#include "capi/configuration.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/guid.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::capi {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr int kHighestLevel = 6;

// The text behind "=": up to the closing quote, or to a comment.
std::string_view value_of(std::string_view text) noexcept {
  text = trim(text);
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    return text.substr(0, text.find('"'));
  }
  return trim(text.substr(0, text.find('#')));
}

void set_level(int& level, std::string_view value) noexcept {
  if (const auto number = parse_unsigned(value))
    level = static_cast<int>(std::min<std::uint64_t>(*number, kHighestLevel));
}

void set_flag(bool& flag, std::string_view value) noexcept {
  if (const auto number = parse_unsigned(value)) flag = *number != 0;
}

void set_id(std::optional<std::uint32_t>& id, std::string_view value) noexcept {
  if (const auto number = parse_unsigned(value); number && *number < UINT32_MAX)
    id = static_cast<std::uint32_t>(*number);
}

void set_folders(std::vector<std::string>& folders, std::string_view value) {
  for (const auto folder : split(value, ':'))
    if (!folder.empty()) folders.emplace_back(folder);
}

// PATH or UUID:PATH; a path may hold colons too.
void add_subvolume(std::vector<Configuration::Subvolume>& subvolumes, std::string_view value) {
  constexpr std::size_t kUuidLength = 36;
  const bool names_one = value.size() > kUuidLength && value[kUuidLength] == ':' &&
                         Guid::parse(value.substr(0, kUuidLength));
  if (names_one)
    subvolumes.push_back({std::string(value.substr(0, kUuidLength)),
                          std::string(value.substr(kUuidLength + 1))});
  else if (!value.empty())
    subvolumes.push_back({{}, std::string(value)});
}

void apply(Configuration& configuration, std::string_view name, std::string_view value) {
  const auto is = [name](std::string_view key) { return equals_ignoring_ascii_case(name, key); };
  if (is("tmpDirectory"))
    configuration.temporary_folder = value;
  else if (is("vixDiskLib.transport.LogLevel"))
    set_level(configuration.disk_log_level, value);
  else if (is("vixMntapi.cfg.LogLevel"))
    set_level(configuration.mount_log_level, value);
  else if (is("vixmount.allowedFolders"))
    set_folders(configuration.allowed_folders, value);
  else if (is("vixmount.keyFile"))
    configuration.key_file = value;
  else if (is("vixmount.subvolume"))
    add_subvolume(configuration.subvolumes, value);
  else if (is("vixmount.ignoreCidMismatch"))
    set_flag(configuration.ignore_id_mismatch, value);
  else if (is("vixmount.allowOther"))
    set_flag(configuration.allow_other, value);
  else if (is("vixmount.uid"))
    set_id(configuration.owner, value);
  else if (is("vixmount.gid"))
    set_id(configuration.group, value);
}

std::string read_text(const UniqueFd& file, const std::string& path) {
  std::string text(kMostBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error::from_errno(errno, path);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > kMostBytes)
    fail(ErrorKind::limit_exceeded, "{}: a configuration file has at most {} bytes", path,
         kMostBytes);
  text.resize(size);
  return text;
}

std::string read_regular_file(const std::string& path) {
  // Not to be held up by a pipe that a client names by mistake.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) throw Error::from_errno(errno, path);
  if (!S_ISREG(status.st_mode)) fail(ErrorKind::wrong_file_type, "{}: is no regular file", path);
  return read_text(file, path);
}

}  // namespace

Configuration parse_configuration(std::string_view text) {
  Configuration configuration;
  for (const auto line : split(text, '\n')) {
    const auto content = trim(line);
    const auto equals = content.find('=');
    if (content.starts_with('#') || equals == std::string_view::npos) continue;
    apply(configuration, trim(content.substr(0, equals)), value_of(content.substr(equals + 1)));
  }
  return configuration;
}

std::optional<Configuration> read_configuration(const std::string& path, std::string& remark) {
  try {
    return parse_configuration(read_regular_file(path));
  } catch (const Error& error) {
    remark = error.message();
    return std::nullopt;
  }
}

}  // namespace vixmount::capi
