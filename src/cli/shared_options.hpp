// The options that several commands share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace vixmount::cli {

// They may also stand in front of the command, which is why they are read into values of their own
// first and put together afterwards.
struct SharedOptions {
  DiskSelection disks;
  std::optional<std::string> snapshot;
  std::vector<std::string> keys;
  std::optional<std::uint32_t> volume;
  std::optional<std::string> subvolume;
  bool json = false;
  bool verbose = false;
};

// An option named more than once collects; it never swallows the words behind its value.
CLI::Option* add_list(CLI::App& app, const char* names, std::vector<std::string>& values,
                      const char* help);

void add_disk_options(CLI::App& app, SharedOptions& shared);
void add_key_option(CLI::App& app, SharedOptions& shared);
// --volume and --subvolume.
void add_volume_options(CLI::App& app, SharedOptions& shared);
void add_json_option(CLI::App& app, SharedOptions& shared);
void add_verbose_option(CLI::App& app, SharedOptions& shared);

// Lays them over what `arguments` has. CLI::ValidationError.
void apply(const SharedOptions& shared, Arguments& arguments);

}  // namespace vixmount::cli
