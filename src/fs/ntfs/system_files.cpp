#include "fs/ntfs/system_files.hpp"

#include <string_view>

#include "base/error.hpp"
#include "fs/ntfs/directory.hpp"
#include "fs/ntfs/file.hpp"
#include "fs/ntfs/file_index.hpp"

namespace vixmount::fs::ntfs {
namespace {

File system_file(const MftPtr& mft, SystemRecord record) {
  return {mft, static_cast<std::uint64_t>(record)};
}

// Runs `body`; damage becomes a remark.
template <typename Body>
void tolerate_damage(std::string& remarks, std::string_view what, Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io || error.kind() == ErrorKind::no_memory) throw;
    if (!remarks.empty()) remarks += "; ";
    remarks += fmt::format("{} cannot be used: {}", what, error.message());
  }
}

io::SourcePtr open_data(const File& file, std::u16string_view stream) {
  const auto found = file.find(AttributeType::data, stream);
  if (!found) fail_at(file.base().bytes().origin(), "MFT record {} has no content", file.number());
  return file.open_stored(*found);
}

std::optional<ObjectIds> open_object_ids(const MftPtr& mft, const Upcase& upcase) {
  const auto extend = system_file(mft, SystemRecord::extend);
  if (!extend.base().is_directory()) return std::nullopt;
  const auto found = find_name(open_index(extend, u"$I30"), upcase, "$ObjId", false);
  if (!found) return std::nullopt;
  return ObjectIds(open_index(File(mft, mft->record(*found)), u"$O"));
}

}  // namespace

SystemFiles open_system_files(const MftPtr& mft, unsigned major_version) {
  SystemFiles out;
  tolerate_damage(out.remark, "$UpCase", [&] {
    out.upcase = Upcase::parse(*open_data(system_file(mft, SystemRecord::upcase), {}));
  });
  if (!out.upcase) out.upcase = Upcase::standard();
  if (major_version < 3) return out;
  tolerate_damage(out.remark, "$Secure", [&] {
    const auto secure = system_file(mft, SystemRecord::secure);
    out.security.emplace(open_index(secure, u"$SII"), open_data(secure, u"$SDS"));
  });
  tolerate_damage(out.remark, "$ObjId",
                  [&] { out.object_ids = open_object_ids(mft, *out.upcase); });
  return out;
}

}  // namespace vixmount::fs::ntfs
