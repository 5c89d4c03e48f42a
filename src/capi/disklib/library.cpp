#include "capi/disklib/library.hpp"

#include <optional>
#include <string>
#include <utility>

#include "capi/last_error.hpp"
#include "capi/vix_code.hpp"

namespace vixmount::capi {

const Door kDiskLibDoor = {.log = [] { return Library::instance().log(); },
                           .code_of = vix_code,
                           .remember = remember_error};

Library& Library::instance() {
  static auto& instance = *new Library;
  return instance;
}

void Library::start(const Callbacks& callbacks, const char* config_file) {
  std::string remark;
  std::optional<Configuration> configuration;
  if (config_file != nullptr && *config_file != '\0')
    configuration = read_configuration(config_file, remark);
  settings_.start(callbacks, std::move(configuration));
  if (!remark.empty()) log().write(kInformationLevel, "no configuration file is used: " + remark);
}

void Library::stop() {
  if (!settings_.stop()) return;
  for (const auto& disk : disks_.take_all()) disk->wait_for_requests();
  connections_.take_all();
  pool_.stop();
  settings_.forget();
}

ClientLog Library::log() const { return {callbacks(), configuration().disk_log_level}; }

}  // namespace vixmount::capi
