#include "fs/udf/directory.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "fs/udf/cs0.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::size_t kHeadBytes = sizeof(layout::FileIdentifier);
constexpr std::size_t kAlignment = 4;
// How far a search for a sound entry behind a damaged one goes in one directory, and how many
// candidates it looks at closely: each may cost 64 KiB of CRC.
constexpr std::uint64_t kMostSkipped = 1 << 20;
constexpr unsigned kMostCandidates = 1024;

// Pieces of the directory's content, read a window at a time.
class Window {
 public:
  Window(const io::ByteSource& content, std::size_t bytes) : content_(content), bytes_(bytes) {}

  // [offset, offset + length), which must be inside the content; valid until the next call.
  BytesView view(std::uint64_t offset, std::size_t length) {
    if (offset < begin_ || !fits(offset - begin_, length, buffer_.size())) load(offset, length);
    return BytesView(std::span(buffer_).subspan(offset - begin_, length), offset);
  }
  std::uint64_t size() const noexcept { return content_.size(); }

 private:
  void load(std::uint64_t offset, std::size_t length) {
    const auto size = std::min<std::uint64_t>(std::max(length, bytes_), content_.size() - offset);
    buffer_ = io::read_bytes(content_, offset, size);
    begin_ = offset;
  }

  const io::ByteSource& content_;
  std::size_t bytes_;
  std::uint64_t begin_ = 0;
  std::vector<std::byte> buffer_;
};

class Scanner {
 public:
  Scanner(const io::ByteSource& content, std::size_t window) : window_(content, window) {}

  // The entry at `position`. Error{damaged}.
  NamedEntry read(std::uint64_t position) {
    const auto rest = window_.size() - position;
    if (rest < kHeadBytes) fail_at(position, "{} bytes at the end of a directory", rest);
    const auto head = window_.view(position, kHeadBytes).get<layout::FileIdentifier>(0);
    if (head.tag.identifier != layout::kFileIdentifier)
      fail_at(position, "descriptor {} in a directory", head.tag.identifier.value());
    const auto used = kHeadBytes + head.use_length + head.name_length;
    const auto length = (used + kAlignment - 1) / kAlignment * kAlignment;
    if (length > rest) fail_at(position, "an entry runs past the end of its directory");
    const auto bytes = window_.view(position, length);
    check_tag(bytes);
    NamedEntry out;
    out.position = position;
    out.next = position + length;
    out.characteristics = head.characteristics;
    out.icb = location_of(head.icb.address);
    if (!out.is_parent() && !out.is_deleted())
      out.name =
          file_name(bytes.sub(kHeadBytes + head.use_length, head.name_length)).value_or("");
    return out;
  }

  // Where the next sound entry behind `position` begins, or the directory's end.
  std::uint64_t find_next(std::uint64_t position) {
    constexpr std::size_t kStep = kAlignment;
    for (position += kStep; position + kHeadBytes <= window_.size(); position += kStep) {
      if ((skipped_ += kStep) > kMostSkipped) break;
      if (window_.view(position, kHeadBytes).le16_at(0) != layout::kFileIdentifier) continue;
      if (++candidates_ > kMostCandidates) break;
      if (is_sound(position)) return position;
    }
    return window_.size();
  }

 private:
  bool is_sound(std::uint64_t position) {
    try {
      read(position);
      return true;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      return false;
    }
  }

  Window window_;
  std::uint64_t skipped_ = 0;
  unsigned candidates_ = 0;
};

// Calls visit for each; what is wrong with one of them, or nothing. `position` moves along.
std::optional<Error> scan(const io::ByteSource& content, std::uint64_t& position,
                          std::size_t window, const NamedEntryVisitor& visit) {
  Scanner scanner(content, window);
  std::optional<Error> fault;
  while (position < content.size()) {
    NamedEntry entry;
    try {
      entry = scanner.read(position);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      if (!fault) fault = error;
      position = scanner.find_next(position);
      continue;
    }
    position = entry.next;
    if (!visit(entry)) return std::nullopt;
  }
  return fault;
}

}  // namespace

void scan_entries(const LogicalVolume& volume, const FileEntry& directory, std::uint64_t position,
                  std::size_t window, const NamedEntryVisitor& visit) {
  if (directory.size > kMostDirectoryBytes)
    fail(ErrorKind::limit_exceeded, "a directory of {} bytes", directory.size);
  const auto content = open_content(volume.blocks(), volume.partitions(), nullptr, directory);
  if (const auto fault = scan(*content, position, window, visit)) throw *fault;
}

}  // namespace vixmount::fs::udf
