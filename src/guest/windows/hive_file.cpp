#include "guest/windows/hive_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "guest/windows/base_block.hpp"
#include "guest/windows/folder_path.hpp"
#include "guest/windows/hive_log.hpp"

namespace vixmount::guest::windows {
namespace {

std::unique_ptr<HiveMemory> read_hive(const io::ByteSource& file) {
  auto memory = std::make_unique<HiveMemory>(file.size());
  file.read(0, memory->bytes());
  return memory;
}

// SYSTEM.LOG1 and SYSTEM.LOG2, before Windows Vista SYSTEM.LOG.
std::vector<HiveLog> find_logs(const fs::FileSystem& file_system, fs::NodeId config_folder,
                               std::string_view name) {
  std::vector<HiveLog> logs;
  for (const auto extension : {".LOG1", ".LOG2", ".LOG"}) {
    auto log_name = std::string(name) + extension;
    const auto file = find_path(file_system, config_folder, log_name);
    if (file && file_system.attributes(*file).type == fs::NodeType::regular)
      logs.push_back({std::move(log_name), file_system.open(*file)});
  }
  return logs;
}

void update(HiveMemory& memory, const std::vector<HiveLog>& logs, std::string_view name,
            std::vector<std::string>& remarks) {
  const auto outcome = apply_logs(memory, logs);
  for (const auto& remark : outcome.remarks) remarks.push_back(fmt::format("{}: {}", name, remark));
  if (!outcome.was_dirty || outcome.applied != 0) return;
  // With a damaged base block it is no hive at all, which opening it will say.
  if (read_base_block(BytesView(memory.bytes())))
    remarks.push_back(
        fmt::format("{}: was not written out, and no transaction log can be applied; the newest "
                    "changes are missing",
                    name));
  remarks.insert(remarks.end(), outcome.unused.begin(), outcome.unused.end());
}

}  // namespace

std::unique_ptr<Hive> open_hive(const fs::FileSystem& file_system, fs::NodeId config_folder,
                                std::string_view name, std::vector<std::string>& remarks) {
  try {
    const auto file = find_path(file_system, config_folder, name);
    if (!file) fail(ErrorKind::not_found, "is not there");
    auto memory = read_hive(*file_system.open(*file));
    update(*memory, find_logs(file_system, config_folder, name), name, remarks);
    return std::make_unique<Hive>(std::move(memory));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    remarks.push_back(fmt::format("{}: {}", name, error.message()));
    return nullptr;
  }
}

}  // namespace vixmount::guest::windows
