#include "mapped_devices.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "io/sources.hpp"
#include "volume/device_mapper/cache.hpp"
#include "volume/device_mapper/snapshot.hpp"
#include "volume/device_mapper/writecache.hpp"

namespace vixmount::volume::device_mapper {
namespace {

std::uint64_t bytes_of_sectors(const std::string& number) { return std::stoull(number) * 512; }

}  // namespace

MappedDevices::MappedDevices(std::map<std::string, io::SourcePtr> disks, const std::string& table)
    : disks_(std::move(disks)) {
  std::istringstream rows(table);
  for (std::string row; std::getline(rows, row);) {
    std::istringstream words(row);
    std::string name;
    std::string begin;
    std::string length;
    Line line;
    words >> name >> begin >> length >> line.target;
    line.bytes = bytes_of_sectors(length);
    for (std::string word; words >> word;) line.arguments.push_back(word);
    name.pop_back();  // the colon
    lines_[name].push_back(line);
  }
}

io::SourcePtr MappedDevices::open(const std::string& name) {
  if (const auto disk = disks_.find(name); disk != disks_.end()) return disk->second;
  std::vector<io::SourcePtr> parts;
  for (const auto& line : lines_.at(name)) parts.push_back(open_line(line));
  return parts.size() == 1 ? parts.front() : std::make_shared<io::ConcatSource>(parts);
}

ThinPoolPtr MappedDevices::open_pool(const std::string& name) {
  auto& pool = pools_[name];
  if (!pool) {
    const auto& arguments = lines_.at(name).front().arguments;
    ThinPoolOptions options;
    options.block_size = bytes_of_sectors(arguments.at(2));
    pool = open_thin_pool(open(arguments.at(0)), open(arguments.at(1)), options, remarks_);
  }
  return pool;
}

std::string MappedDevices::target(const std::string& name) const {
  return lines_.at(name).front().target;
}

io::SourcePtr MappedDevices::open_line(const Line& line) {
  const auto argument = [&](std::size_t index) { return line.arguments.at(index); };
  if (line.target == "linear")
    return std::make_shared<io::SliceSource>(open(argument(0)), bytes_of_sectors(argument(1)),
                                             line.bytes);
  if (line.target == "thin")
    return open_thin(open_pool(argument(0)), static_cast<std::uint32_t>(std::stoul(argument(1))),
                     line.bytes, line.arguments.size() > 2 ? open(argument(2)) : nullptr);
  if (line.target == "snapshot-origin")
    return std::make_shared<io::SliceSource>(open(argument(0)), 0, line.bytes);
  if (line.target == "snapshot" || line.target == "snapshot-merge")
    return make_snapshot(open(argument(0)), open(argument(1)), line.bytes,
                         bytes_of_sectors(argument(3)));
  if (line.target == "cache") return open_cache(line);
  if (line.target == "writecache")
    return make_writecache(open(argument(1)), open(argument(2)), line.bytes);
  throw std::runtime_error("no such target here: " + line.target);
}

io::SourcePtr MappedDevices::open_cache(const Line& line) {
  const auto has = [&](const char* word) {
    return std::find(line.arguments.begin(), line.arguments.end(), word) != line.arguments.end();
  };
  CacheOptions options;
  options.block_size = bytes_of_sectors(line.arguments.at(3));
  options.mode = has("passthrough")    ? CacheMode::passthrough
                 : has("writethrough") ? CacheMode::writethrough
                                       : CacheMode::writeback;
  return make_cache(open(line.arguments.at(2)), open(line.arguments.at(1)),
                    open(line.arguments.at(0)), line.bytes, options, remarks_);
}

}  // namespace vixmount::volume::device_mapper
