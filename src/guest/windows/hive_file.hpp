// A hive where Windows keeps it: System32\config\NAME, with its transaction logs beside it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"
#include "guest/windows/hive.hpp"

namespace vixmount::guest::windows {

// Null, with a remark, when it is not there or cannot be used. What the logs hold is applied; a log
// that cannot be used is a remark. Error{io} is thrown: the host failed, not the guest.
std::unique_ptr<Hive> open_hive(const fs::FileSystem& file_system, fs::NodeId config_folder,
                                std::string_view name, std::vector<std::string>& remarks);

}  // namespace vixmount::guest::windows
