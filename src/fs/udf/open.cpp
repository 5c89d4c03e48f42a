#include "fs/udf/logical_volume.hpp"
#include "fs/udf/udf.hpp"
#include "fs/udf/udf_file_system.hpp"
#include "fs/udf/uuid.hpp"

namespace vixmount::fs::udf {

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  auto volume = std::make_shared<const LogicalVolume>(source);
  FileSystemInfo info;
  info.type = "udf";
  info.label = label_text(volume->label());
  info.uuid = uuid_of(volume->set_identifier());
  info.state = volume->state();
  log.info("UDF {:x}.{:02x}: blocks of {} bytes, {} partition maps{}{}", volume->revision() >> 8,
           volume->revision() & 0xFF, volume->blocks().size, volume->partitions().size(),
           info.state.empty() ? "" : "; ", info.state);
  return std::make_shared<UdfFileSystem>(std::move(volume), options, std::move(info));
}

FileSystemPtr open(const io::SourcePtr& source, const OpenOptions&, const Log& log) {
  return open(source, Options{}, log);
}

}  // namespace vixmount::fs::udf
