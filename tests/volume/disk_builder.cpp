#include "volume/disk_builder.hpp"

#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "io/sources.hpp"

namespace vixmount::volume::test {

using vixmount::test::run;

DiskFile::DiskFile(std::uint64_t size) : path_(folder_.file("disk.img")) {
  vixmount::test::write_file(path_, "");
  std::filesystem::resize_file(path_, size);
}

void DiskFile::sfdisk(const std::string& script, const std::string& options) const {
  run("printf '%b' '" + script + "' | sfdisk -q " + options + " '" + path_ + "' 2>&1");
}

void DiskFile::fdisk(const std::string& keys, const std::string& options) const {
  run("printf '%b' '" + keys + "' | fdisk " + options + " '" + path_ + "' 2>&1");
}

void DiskFile::write(std::uint64_t offset, std::string_view bytes) const {
  std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path_);
}

void DiskFile::flip(std::uint64_t offset) const {
  std::fstream file(path_, std::ios::binary | std::ios::in);
  file.seekg(static_cast<std::streamoff>(offset));
  const char byte = static_cast<char>(~file.get());
  file.close();
  write(offset, std::string_view(&byte, 1));
}

io::SourcePtr DiskFile::source() const {
  return std::make_shared<io::FileSource>(io::HostFile::open(path_));
}

std::vector<std::string> geometry(const Resolution& resolution) {
  std::vector<std::string> lines;
  for (const auto& volume : resolution.volumes)
    lines.push_back(std::to_string(volume.partition_number) + " " +
                    std::to_string(volume.offset.value() / 512) + " " +
                    std::to_string(volume.size / 512));
  return lines;
}

std::vector<std::string> geometry_by_partx(const std::string& path) {
  std::vector<std::string> lines;
  std::istringstream table(run("partx -rgo NR,START,SECTORS,TYPE '" + path + "'"));
  std::string number, start, sectors, type;
  while (table >> number >> start >> sectors >> type)
    if (type != "0x5" && type != "0xf" && type != "0x85")
      lines.push_back(number + " " + start + " " + sectors);
  return lines;
}

Resolution resolve_one(const io::SourcePtr& disk, std::uint32_t logical_sector_size) {
  return resolve({{disk, logical_sector_size}}, Log());
}

bool has_remark(const Resolution& resolution, const std::string& part) {
  for (const auto& remark : resolution.remarks)
    if (remark.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace vixmount::volume::test
