#include "cli/copy/pax.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::cli {
namespace {

// The header of POSIX.1-1988 ustar: all fields are text.
struct UstarHeader {
  char name[100];
  char mode[8], uid[8], gid[8];
  char size[12], modified[12];
  char checksum[8];
  char type;
  char link_name[100];
  char magic[6], version[2];
  char owner_name[32], group_name[32];
  char device_major[8], device_minor[8];
  char prefix[155];
  char unused[12];
};
static_assert(sizeof(UstarHeader) == kTarBlock);

constexpr char kTypeExtended = 'x';
constexpr char kTypeHardLink = '1';

char type_of(const TarMember& member) {
  if (member.is_hard_link) return kTypeHardLink;
  switch (member.attributes.type) {
    case fs::NodeType::regular:
      return '0';
    case fs::NodeType::symbolic_link:
      return '2';
    case fs::NodeType::character_device:
      return '3';
    case fs::NodeType::block_device:
      return '4';
    case fs::NodeType::directory:
      return '5';
    case fs::NodeType::fifo:
      return '6';
    default:
      fail(ErrorKind::unsupported, "a tar archive cannot hold a file of this type");
  }
}

template <std::size_t N>
bool fits(std::uint64_t number, const char (&)[N]) {
  return number < (std::uint64_t{1} << (3 * (N - 1)));
}

// Octal digits with a NUL behind; zeros for what does not fit, which a record tells then.
template <std::size_t N>
void put_number(char (&field)[N], std::uint64_t number) {
  const auto digits = fmt::format("{:0{}o}", fits(number, field) ? number : 0, N - 1);
  std::memcpy(field, digits.data(), N - 1);
}

template <std::size_t N>
void put_text(char (&field)[N], std::string_view text) {
  std::memcpy(field, text.data(), std::min(N, text.size()));
}

std::string finish_header(UstarHeader& header) {
  put_text(header.magic, std::string_view("ustar\0", 6));
  put_text(header.version, "00");
  std::memset(header.checksum, ' ', sizeof(header.checksum));
  std::string bytes(sizeof(header), '\0');
  std::memcpy(bytes.data(), &header, sizeof(header));
  unsigned sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  const auto digits = fmt::format("{:06o}", sum);
  constexpr std::size_t kChecksumOffset = 148;
  bytes.replace(kChecksumOffset, 8, digits + std::string("\0 ", 2));
  return bytes;
}

void fill_block(std::string& bytes) {
  bytes.resize((bytes.size() + kTarBlock - 1) / kTarBlock * kTarBlock);
}

// The records of an extended header: "LENGTH KEY=VALUE\n", the length counting itself.
class Records {
 public:
  void add(std::string_view key, std::string_view value) {
    const auto rest = key.size() + value.size() + 3;  // blank, equals sign, line feed
    auto length = rest + 1;
    while (rest + fmt::formatted_size("{}", length) != length)
      length = rest + fmt::formatted_size("{}", length);
    fmt::format_to(std::back_inserter(text_), "{} {}=", length, key);
    text_.append(value).push_back('\n');
  }
  void add(std::string_view key, std::uint64_t value) { add(key, fmt::format("{}", value)); }
  void add(std::string_view key, const fs::Timestamp& time);

  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

void Records::add(std::string_view key, const fs::Timestamp& time) {
  constexpr std::uint32_t kNanosecondsOfSecond = 1000000000;
  const auto nanoseconds = std::min(time.nanoseconds, kNanosecondsOfSecond - 1);
  if (time.seconds >= 0 || nanoseconds == 0) {
    add(key, nanoseconds == 0 ? fmt::format("{}", time.seconds)
                              : fmt::format("{}.{:09}", time.seconds, nanoseconds));
  } else {  // a decimal number counts away from zero, a timestamp's fraction always forward
    add(key, fmt::format("-{}.{:09}", -(time.seconds + 1), kNanosecondsOfSecond - nanoseconds));
  }
}

std::string name_of(const TarMember& member) {
  const bool is_folder = member.attributes.type == fs::NodeType::directory;
  return is_folder && !member.path.ends_with('/') ? member.path + "/" : member.path;
}

std::string keyword_of(std::string_view xattr) {
  std::string keyword = "SCHILY.xattr.";
  for (const char byte : xattr) {
    if (byte == '=')
      keyword += "%3D";
    else if (byte == '%')
      keyword += "%25";
    else
      keyword.push_back(byte);
  }
  return keyword;
}

bool needs_record(std::string_view text) {
  constexpr std::size_t kFieldBytes = sizeof(UstarHeader::name);
  return text.size() > kFieldBytes || std::any_of(text.begin(), text.end(), [](char byte) {
           return static_cast<unsigned char>(byte) >= 0x80;
         });
}

std::string sparse_map(const TarMember& member) {
  auto ranges = *member.map;
  const auto end = ranges.empty() ? 0 : ranges.back().offset + ranges.back().length;
  if (end != member.size) ranges.push_back({member.size, 0});  // the hole at the end
  std::string text = fmt::format("{}\n", ranges.size());
  for (const auto& range : ranges)
    fmt::format_to(std::back_inserter(text), "{}\n{}\n", range.offset, range.length);
  fill_block(text);
  return text;
}

void add_names(Records& records, const TarMember& member) {
  const auto name = name_of(member);
  // Programs that know this keyword take names as bytes then; the others do so anyway.
  if (!is_valid_utf8(name) || !is_valid_utf8(member.link_target))
    records.add("hdrcharset", std::string_view("BINARY"));
  if (member.map)
    records.add("GNU.sparse.name", name);
  else if (needs_record(name))
    records.add("path", name);
  if (needs_record(member.link_target)) records.add("linkpath", member.link_target);
}

void add_numbers(Records& records, const TarMember& member, std::uint64_t stored) {
  const auto& attributes = member.attributes;
  const UstarHeader fields{};
  if (!fits(stored, fields.size)) records.add("size", stored);
  if (!fits(attributes.owner, fields.uid)) records.add("uid", std::uint64_t{attributes.owner});
  if (!fits(attributes.group, fields.gid)) records.add("gid", std::uint64_t{attributes.group});
  if (!fits(attributes.device_major, fields.device_major))
    records.add("SCHILY.devmajor", std::uint64_t{attributes.device_major});
  if (!fits(attributes.device_minor, fields.device_minor))
    records.add("SCHILY.devminor", std::uint64_t{attributes.device_minor});
  records.add("mtime", attributes.modified);
  records.add("atime", attributes.accessed);
  records.add("ctime", attributes.changed);
  if (attributes.born) records.add("LIBARCHIVE.creationtime", *attributes.born);
}

std::string extended_header(const Records& records) {
  UstarHeader header{};
  put_text(header.name, "PaxHeaders/vixmount");
  put_number(header.mode, 0644);
  put_number(header.uid, 0);
  put_number(header.gid, 0);
  put_number(header.size, records.text().size());
  put_number(header.modified, 0);
  header.type = kTypeExtended;
  auto bytes = finish_header(header) + records.text();
  fill_block(bytes);
  return bytes;
}

std::string plain_header(const TarMember& member, std::uint64_t stored) {
  const auto& attributes = member.attributes;
  UstarHeader header{};
  // Programs without the sparse format get the packed form under this name.
  put_text(header.name, member.map ? "GNUSparseFile.0/" + member.path : name_of(member));
  put_number(header.mode, attributes.permissions & 07777U);
  put_number(header.uid, attributes.owner);
  put_number(header.gid, attributes.group);
  put_number(header.size, stored);
  put_number(header.modified,
             static_cast<std::uint64_t>(std::max<std::int64_t>(attributes.modified.seconds, 0)));
  header.type = type_of(member);
  put_text(header.link_name, member.link_target);
  put_number(header.device_major, attributes.device_major);
  put_number(header.device_minor, attributes.device_minor);
  return finish_header(header);
}

}  // namespace

std::uint64_t stored_size(const TarMember& member) {
  if (!member.map) return member.size;
  std::uint64_t size = 0;
  for (const auto& range : *member.map) size += range.length;
  return size;
}

std::string pax_header(const TarMember& member) {
  const auto map = member.map ? sparse_map(member) : std::string();
  const auto stored = map.size() + stored_size(member);
  Records records;
  add_names(records, member);
  add_numbers(records, member, stored);
  if (member.map) {
    records.add("GNU.sparse.major", std::uint64_t{1});
    records.add("GNU.sparse.minor", std::uint64_t{0});
    records.add("GNU.sparse.realsize", member.size);
  }
  for (const auto& [name, value] : member.xattrs) records.add(keyword_of(name), value);
  return extended_header(records) + plain_header(member, stored) + map;
}

bool is_plain_keyword(std::string_view xattr) noexcept {
  return xattr.find_first_of("=%") == std::string_view::npos;
}

}  // namespace vixmount::cli
