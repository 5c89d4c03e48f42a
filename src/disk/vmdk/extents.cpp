#include "disk/vmdk/extents.hpp"

#include <map>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "disk/vmdk/cowd.hpp"
#include "disk/vmdk/flat.hpp"
#include "disk/vmdk/hosted_header.hpp"
#include "disk/vmdk/hosted_sparse.hpp"
#include "disk/vmdk/layout.hpp"
#include "disk/vmdk/se_sparse.hpp"
#include "io/sources.hpp"

namespace vixmount::disk::vmdk {
namespace {

// Opens each named file once: a partitioned device appears in many extents.
class ExtentFiles {
 public:
  ExtentFiles(const OpenedFile& holder, Opener& opener) : holder_(holder), opener_(opener) {}

  std::shared_ptr<const io::HostFile> open(const std::string& name) {
    const auto known = files_.find(name);
    if (known != files_.end()) return known->second;
    auto opened = opener_.open_related(holder_.path, name);
    paths.push_back(opened.path);
    return files_.emplace(name, std::move(opened.file)).first->second;
  }

  std::vector<std::string> paths;

 private:
  const OpenedFile& holder_;
  Opener& opener_;
  std::map<std::string, std::shared_ptr<const io::HostFile>> files_;
};

std::uint64_t bytes_of(const ExtentLine& line) noexcept { return line.sectors * kSectorSize; }

io::SourcePtr open_sparse(std::shared_ptr<const io::HostFile> file, const Log& log) {
  if (is_hosted_sparse(*file)) return open_hosted_sparse(std::move(file), log);
  if (is_cowd(*file)) return open_cowd(std::move(file), log);
  if (is_se_sparse(*file)) return open_se_sparse(std::move(file), log);
  fail(ErrorKind::damaged, "{} is no sparse extent: it has none of their magic numbers",
       file->name());
}

// Writers may round a sparse extent up to whole grains; one that is too short has lost data.
io::SourcePtr fit(io::SourcePtr source, const ExtentLine& line) {
  if (source->size() == bytes_of(line)) return source;
  if (source->size() < bytes_of(line))
    fail(ErrorKind::damaged, "the extent holds {} bytes, the descriptor says {}", source->size(),
         bytes_of(line));
  return std::make_shared<io::SliceSource>(std::move(source), 0, bytes_of(line));
}

// A mapping file of VMFS has no data of its own; only a copy or a device in its place does.
io::SourcePtr open_device_mapping(const ExtentLine& line, ExtentFiles& files, const Log& log) {
  constexpr auto kAdvice =
      "the disk is a raw device mapping, whose data is on a device of the ESX host; give the "
      "device "
      "or a copy of it in the place of this file";
  std::shared_ptr<const io::HostFile> file;
  try {
    file = files.open(line.name);
  } catch (const Error& error) {
    fail(ErrorKind::unsupported, "{} ({})", kAdvice, error.message());
  }
  if (file->size() < bytes_of(line))
    fail(ErrorKind::unsupported, "{} ({} has {} bytes of {})", kAdvice, file->name(), file->size(),
         bytes_of(line));
  return open_flat(std::move(file), line.offset_sectors * kSectorSize, bytes_of(line), log);
}

io::SourcePtr open_extent(const ExtentLine& line, ExtentFiles& files, const Log& log) {
  if (line.access == ExtentAccess::none)
    return std::make_shared<io::UnreadableSource>(
        bytes_of(line),
        Error(ErrorKind::access_denied,
              fmt::format("the descriptor (line {}) marks this part of the disk as NOACCESS",
                          line.line)));
  switch (line.type) {
    case ExtentType::zero:
      return std::make_shared<io::ZeroSource>(bytes_of(line));
    case ExtentType::flat:
    case ExtentType::vmfs:
      return open_flat(files.open(line.name), line.offset_sectors * kSectorSize, bytes_of(line),
                       log);
    case ExtentType::sparse:
    case ExtentType::vmfs_sparse:
    case ExtentType::se_sparse:
      return fit(open_sparse(files.open(line.name), log), line);
    case ExtentType::vmfs_rdm:
    case ExtentType::vmfs_raw:
      return open_device_mapping(line, files, log);
  }
  fail(ErrorKind::internal, "unknown kind of extent");
}

}  // namespace

OpenedExtents open_extents(const Descriptor& descriptor, const OpenedFile& holder, bool embedded,
                           Opener& opener, const Log& log) {
  const auto& lines = descriptor.extents;
  if (embedded && lines.size() == 1 && lines[0].type == ExtentType::sparse &&
      lines[0].access != ExtentAccess::none)
    return {fit(open_hosted_sparse(holder.file, log), lines[0]), {holder.path}};
  ExtentFiles files(holder, opener);
  std::vector<io::SourcePtr> parts;
  for (const auto& line : lines)
    parts.push_back(with_context(
        fmt::format("extent '{}' (line {})",
                    line.name.empty() ? std::string(name_of(line.type)) : printable(line.name),
                    line.line),
        [&] { return open_extent(line, files, log); }));
  auto source = parts.size() == 1 ? std::move(parts[0])
                                  : std::make_shared<io::ConcatSource>(std::move(parts));
  return {std::move(source), std::move(files.paths)};
}

}  // namespace vixmount::disk::vmdk
