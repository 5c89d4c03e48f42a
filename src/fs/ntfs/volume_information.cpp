#include "fs/ntfs/volume_information.hpp"

#include "base/error.hpp"
#include "fs/ntfs/file.hpp"
#include "fs/ntfs/layout.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr unsigned kNewestMajorVersion = 3;

}  // namespace

VolumeInformation read_volume_information(const MftPtr& mft) {
  const File file(mft, static_cast<std::uint64_t>(SystemRecord::volume));
  const auto information = file.find(AttributeType::volume_information);
  if (!information)
    fail_at(file.base().bytes().origin(), "MFT record 3 does not tell the version of NTFS");
  const auto raw = information->attribute.value().get<layout::VolumeInformation>(0);
  VolumeInformation out;
  out.major_version = raw.major_version;
  out.minor_version = raw.minor_version;
  out.is_dirty = (raw.flags & layout::kVolumeDirty) != 0;
  if (out.major_version > kNewestMajorVersion)
    fail(ErrorKind::unsupported_version, "NTFS version {}.{} is not known", out.major_version,
         out.minor_version);
  if (const auto name = file.find(AttributeType::volume_name))
    out.label = to_utf8(Utf16View(name->attribute.value().span()));
  return out;
}

}  // namespace vixmount::fs::ntfs
