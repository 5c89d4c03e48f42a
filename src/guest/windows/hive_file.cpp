#include "guest/windows/hive_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "guest/windows/folder_path.hpp"

namespace vixmount::guest::windows {
namespace {

std::unique_ptr<HiveMemory> read_hive(const io::ByteSource& file) {
  auto memory = std::make_unique<HiveMemory>(file.size());
  file.read(0, memory->bytes());
  return memory;
}

}  // namespace

std::unique_ptr<Hive> open_hive(const fs::FileSystem& file_system, fs::NodeId config_folder,
                                std::string_view name, std::vector<std::string>& remarks) {
  try {
    const auto file = find_path(file_system, config_folder, name);
    if (!file) fail(ErrorKind::not_found, "is not there");
    auto memory = read_hive(*file_system.open(*file));
    return std::make_unique<Hive>(std::move(memory));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    remarks.push_back(fmt::format("{}: {}", name, error.message()));
    return nullptr;
  }
}

}  // namespace vixmount::guest::windows
