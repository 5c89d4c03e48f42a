#include "disk/disk.hpp"
#include "disk/raw.hpp"
#include "disk/vmdk/chain.hpp"

namespace vixmount::disk {

// A second format is chosen here, by its magic; raw only when the caller says so.
Disk open_disk(const std::string& path, const OpenOptions& options, Opener& opener,
               const Log& log) {
  const auto opened = opener.open_named(path);
  return options.raw ? open_raw(opened) : vmdk::open_chain(opened, options, opener, log);
}

}  // namespace vixmount::disk
