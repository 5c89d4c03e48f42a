#include "cli/copy/tar_target.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "cli/copy/extras.hpp"
#include "cli/copy/host_name.hpp"
#include "cli/copy/stream_name.hpp"
#include "cli/copy/xattr_name.hpp"
#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

// Of all streams that stand in one member's header: readers refuse headers of a MiB and more.
constexpr std::uint64_t kMostHeaderBytes = 256UL << 10;
// A hole shorter than this is written as zeros.
constexpr std::uint64_t kSmallestHole = 4096;

// bsdtar takes a letter and a colon at the beginning for a drive of Windows, and drops it.
std::string without_drive(std::string path) {
  const bool looks_so = path.size() >= 2 && path[1] == ':' && to_lower_ascii(path)[0] >= 'a' &&
                        to_lower_ascii(path)[0] <= 'z';
  return looks_so ? "./" + path : path;
}

// Names that no program would unpack (".."), or that are none, are escaped; an archive holds all
// others as they are.
std::string archive_path(const std::string& path) {
  if (path.empty()) return ".";
  std::string safe;
  for (const auto name : split(path, '/')) {
    if (!safe.empty()) safe.push_back('/');
    safe += is_host_name(name) ? std::string(name) : escape_name(name);
  }
  return without_drive(std::move(safe));
}

bool is_hole(const worker::ContentExtent& extent) {
  return (extent.kind == io::ExtentKind::hole || extent.kind == io::ExtentKind::zero) &&
         extent.length >= kSmallestHole;
}

// What of a content is to be in the archive; nothing when all of it is. Pieces begin and end at
// blocks: GNU tar fills each up to one.
std::optional<std::vector<TarRange>> sparse_ranges(const ContentMap& map) {
  const auto& extents = map.extents();
  if (!map.is_whole() || std::none_of(extents.begin(), extents.end(), is_hole)) return std::nullopt;
  std::vector<TarRange> ranges;
  std::uint64_t offset = 0;
  for (const auto& extent : extents) {
    const auto begin = offset / kTarBlock * kTarBlock;
    offset += extent.length;
    if (is_hole(extent)) continue;
    const auto end = std::min((offset + kTarBlock - 1) / kTarBlock * kTarBlock, map.size());
    if (!ranges.empty() && begin <= ranges.back().offset + ranges.back().length)
      ranges.back().length = end - ranges.back().offset;
    else
      ranges.push_back({begin, end - begin});
  }
  return ranges;
}

// Content into a member: of a sparse file the ranges of its map alone.
class MemberSink final : public ContentSink {
 public:
  MemberSink(TarOutput& output, const TarMember& member) : output_(output), member_(member) {}

  void host_range(const io::HostFile& file, std::uint64_t position, std::uint64_t length) override {
    output_.move(file, position, length);
    offset_ += length;
  }
  void bytes(std::string_view bytes) override {
    output_.write(bytes);
    offset_ += bytes.size();
  }
  void zeros(std::uint64_t length) override {
    const auto end = offset_ + length;
    if (!member_.map) output_.write_zeros(length);
    while (member_.map && range_ < member_.map->size()) {
      const auto& range = (*member_.map)[range_];
      const auto from = std::max(offset_, range.offset);
      const auto to = std::min(end, range.offset + range.length);
      if (from < to) output_.write_zeros(to - from);
      if (range.offset + range.length > end) break;
      ++range_;
    }
    offset_ = end;
  }

 private:
  TarOutput& output_;
  const TarMember& member_;
  std::uint64_t offset_ = 0;  // in the content
  std::size_t range_ = 0;     // the first that does not lie before offset_, or one before it
};

}  // namespace

TarTarget::TarTarget(Session& session, const Arguments& arguments, CopyReport& report,
                     const ContentCopier& contents, int standard_output)
    : session_(session),
      arguments_(arguments),
      report_(report),
      contents_(contents),
      file_(arguments.destination, arguments.copy.force, standard_output),
      output_(file_.fd(), contents.tick()) {}

void TarTarget::finish() {
  output_.finish();
  file_.commit();
}

void TarTarget::restore(NodeRecord& record) {
  const auto type = record.entry.attributes.type;
  record.restored_path = archive_path(record.path);
  if (type == fs::NodeType::socket) {
    report_.left_out(record, "an archive holds no sockets; a program makes its own");
    return;
  }
  TarMember member;
  member.path = record.restored_path;
  member.attributes = record.entry.attributes;
  if (add_hard_link(member, record)) return;
  load_extras(session_, report_, record);
  take_xattrs(member, record);
  take_small_streams(member, record);
  if (type == fs::NodeType::symbolic_link) {
    if (record.entry.attributes.encrypted)
      fail(ErrorKind::encrypted, "the target of the symbolic link is encrypted in the guest");
    member.link_target = record.entry.link_target;
  }
  if (type == fs::NodeType::regular)
    add_file(member, record);
  else
    output_.write(pax_header(member));
  if (!linked_files_.remember(record.entry, record.restored_path))
    report_.lost(record, Attribute::hard_link, "too many files with several names at once");
  add_large_streams(member, record);
  report_.restored(record);
}

bool TarTarget::add_hard_link(TarMember& member, NodeRecord& record) {
  if (member.attributes.type == fs::NodeType::directory) return false;
  const auto first = linked_files_.find(record.entry);
  if (!first) return false;
  member.is_hard_link = true;
  member.link_target = *first;
  output_.write(pax_header(member));
  record.hard_link_of = *first;
  report_.restored(record);
  return true;
}

void TarTarget::add_file(TarMember& member, NodeRecord& record) {
  auto copied = add_content(member, record.entry.location);
  record.bytes = copied.bytes;
  record.sha256 = std::move(copied.sha256);
}

// The whole map is asked for before the header is written, so that most damage is known by then.
CopiedContent TarTarget::add_content(TarMember& member, const worker::Location& location) {
  const auto map = ContentMap::of(session_, location);
  member.size = map.size();
  member.map = sparse_ranges(map);
  output_.write(pax_header(member));
  const auto begin = output_.position();
  const auto end = begin + stored_size(member);
  try {
    MemberSink sink(output_, member);
    auto copied = contents_.copy(location, sink, &map);
    output_.fill_block();
    return copied;
  } catch (Error& error) {
    if (ends_the_copy(error)) throw;
    const auto good = output_.position() - begin;
    output_.recover();
    output_.write_zeros(end - output_.position());
    output_.fill_block();
    error.add_context(
        fmt::format("only the first {} bytes of what the archive holds of it are right", good));
    throw;
  }
}

void TarTarget::take_xattrs(TarMember& member, NodeRecord& record) {
  for (auto& xattr : record.xattrs) {
    if (!xattr.why.empty()) continue;
    member.xattrs.emplace_back(xattr.name, xattr.value);
    xattr.kept_as = xattr.name;
  }
}

void TarTarget::take_small_streams(TarMember& member, NodeRecord& record) {
  if (arguments_.copy.streams != StreamOption::xattr) return;
  std::uint64_t room = kMostHeaderBytes;
  for (auto& stream : record.streams) {
    const auto name = xattr_of_stream(stream.source.name);
    const auto size = stream.source.size;
    if (name.empty() || !is_plain_keyword(name) || size > std::min(room, kMostXattrBytes)) continue;
    try {
      auto content = read_small_stream(session_, stream.source);
      stream.sha256 = contents_.describe(content).sha256;
      member.xattrs.emplace_back(name, std::move(content));
    } catch (const Error& error) {
      if (ends_the_copy(error)) throw;
      report_.stream_failed(record, stream, error);
      continue;
    }
    stream.place = StreamPlace::xattr;
    stream.kept_as = name;
    room -= size;
  }
}

void TarTarget::add_large_streams(const TarMember& member, NodeRecord& record) {
  for (auto& stream : record.streams) {
    if (stream.place != StreamPlace::nowhere || !stream.why.empty()) continue;
    if (arguments_.copy.streams == StreamOption::none) {
      stream.why = "left out (--streams none)";
      report_.lost(record, Attribute::stream, stream.why);
      continue;
    }
    try {
      add_stream(member, record, stream);
    } catch (const Error& error) {
      if (ends_the_copy(error)) throw;
      report_.stream_failed(record, stream, error);
    }
  }
}

void TarTarget::add_stream(const TarMember& file, NodeRecord& record, StreamRecord& stream) {
  TarMember member;
  const auto name = name_of_stream_file(session_, arguments_.volume, record, stream.source);
  const auto slash = file.path.rfind('/');
  member.path =
      slash == std::string::npos ? without_drive(name) : file.path.substr(0, slash + 1) + name;
  member.attributes = file.attributes;
  member.attributes.type = fs::NodeType::regular;
  member.attributes.permissions &= 0666U;
  stream.sha256 = add_content(member, stream.source.location).sha256;
  stream.place = StreamPlace::file;
  stream.kept_as = member.path;
}

}  // namespace vixmount::cli
