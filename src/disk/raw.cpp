#include "disk/raw.hpp"

#include <memory>

#include "io/sources.hpp"

namespace vixmount::disk {

Disk open_raw(const OpenedFile& opened) {
  Disk disk;
  disk.info.format = "raw";
  disk.info.capacity = opened.file->size();
  disk.info.links.push_back({opened.path, "raw", {}, 0, {opened.path}});
  disk.source = std::make_shared<io::FileSource>(opened.file);
  return disk;
}

}  // namespace vixmount::disk
