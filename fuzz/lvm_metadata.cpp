// The text of a volume group and the volumes it describes. An input is the text up to its first
// NUL; what follows is the content of all PVs but the last, over and over. The last is missing.
#include <algorithm>
#include <cstring>
#include <string>

#include "io/sources.hpp"
#include "read_volumes.hpp"
#include "tolerate.hpp"
#include "volume/lvm/volumes.hpp"

namespace {

namespace lvm = vixmount::volume::lvm;
namespace volume = vixmount::volume;

constexpr std::size_t kDeviceBytes = 1 << 20;

vixmount::io::SourcePtr make_device(std::string_view content) {
  std::vector<std::byte> bytes(kDeviceBytes);
  for (std::size_t at = 0; !content.empty() && at < bytes.size(); at += content.size())
    std::memcpy(bytes.data() + at, content.data(), std::min(content.size(), bytes.size() - at));
  return std::make_shared<vixmount::io::MemorySource>(std::move(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto text = input.substr(0, input.find('\0'));
  vixmount::fuzz::tolerate([&] {
    lvm::FoundGroup found{lvm::VolumeGroup::read(lvm::MetadataText::parse(std::string(text))), {}};
    volume::Container container;
    container.name = "disk 1";
    container.source = make_device(input.substr(std::min(text.size() + 1, input.size())));
    const lvm::LvmMember member(container, {});
    const auto count = found.group.physical_volumes.size();
    for (std::size_t i = 0; i < count; ++i)
      found.members.push_back(i + 1 < count || count == 1 ? std::optional<std::size_t>(0)
                                                          : std::nullopt);
    volume::Remarks remarks;
    vixmount::fuzz::read_volumes(lvm::make_volumes(found, {&member}, remarks));
  });
  return 0;
}
