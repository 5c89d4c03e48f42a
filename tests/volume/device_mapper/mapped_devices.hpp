// Puts volumes together as the kernel's own tables say (dmsetup table), without a volume manager.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/device_mapper/thin.hpp"

namespace vixmount::volume::device_mapper {

class MappedDevices {
 public:
  // `disks`: what the tables call "NAME:" instead of numbers. `table`: "NAME: BEGIN LENGTH TARGET
  // ARGUMENTS..." in each line, sectors; devices in the arguments by name.
  MappedDevices(std::map<std::string, io::SourcePtr> disks, const std::string& table);

  // The device `name`, with all that it stands on.
  io::SourcePtr open(const std::string& name);
  ThinPoolPtr open_pool(const std::string& name);

  // The name of the target of the device's first line.
  std::string target(const std::string& name) const;
  // Remarks of everything that was opened so far.
  const std::vector<std::string>& remarks() const noexcept { return remarks_; }

 private:
  struct Line {
    std::uint64_t bytes = 0;
    std::string target;
    std::vector<std::string> arguments;
  };
  io::SourcePtr open_line(const Line& line);
  io::SourcePtr open_cache(const Line& line);

  std::map<std::string, io::SourcePtr> disks_;
  std::map<std::string, std::vector<Line>> lines_;
  std::map<std::string, ThinPoolPtr> pools_;
  std::vector<std::string> remarks_;
};

}  // namespace vixmount::volume::device_mapper
