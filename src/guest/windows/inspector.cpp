#include "guest/windows/inspector.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/windows/drive_letters.hpp"
#include "guest/windows/folder_path.hpp"
#include "guest/windows/hive_file.hpp"
#include "guest/windows/mounted_folders.hpp"
#include "guest/windows/pe_architecture.hpp"
#include "guest/windows/product_name.hpp"

namespace vixmount::guest::windows {
namespace {

using Remarks = std::vector<std::string>;

// Folders of the volume's root that are looked into, when none has a usual name.
constexpr std::size_t kMostRootFolders = 1024;

struct SystemFolder {
  std::string name;  // as it stands in the volume's root
  fs::NodeId node = 0;
  fs::NodeId config = 0;  // System32\config
};

bool can_hold_windows(std::string_view type) {
  return type == "ntfs" || type == "vfat" || type == "refs";
}

std::optional<SystemFolder> as_system_folder(const fs::FileSystem& file_system, std::string name,
                                             fs::NodeId node) {
  const auto config = find_path(file_system, node, "System32/config");
  if (!config) return std::nullopt;
  if (!find_path(file_system, *config, "SOFTWARE") && !find_path(file_system, *config, "SYSTEM"))
    return std::nullopt;
  return SystemFolder{std::move(name), node, *config};
}

bool has_usual_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> kUsual = {"Windows", "WINNT", "WINNT35", "WTSRV"};
  return std::any_of(kUsual.begin(), kUsual.end(), [&](std::string_view usual) {
    return equals_ignoring_ascii_case(usual, name);
  });
}

// `body` searches; damage in what it looks at ends that part of the search, and is said.
template <typename Body>
void searching(const Log& log, std::size_t volume, Body body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    log.warning("volume {}, searched for a Windows: {}", volume, error.message());
  }
}

// A damaged root still lists what can be read of it, and a damaged folder is not the others'.
std::optional<SystemFolder> find_system_folder(const GuestVolume& root, const Log& log) {
  const auto& file_system = *root.file_system;
  std::vector<std::pair<std::string, fs::NodeId>> folders;
  searching(log, root.number, [&] {
    file_system.list(file_system.root(), 0, [&](const fs::DirectoryEntry& entry) {
      if (entry.type == fs::NodeType::directory || entry.type == fs::NodeType::unknown)
        folders.emplace_back(entry.name, entry.node);
      return folders.size() < kMostRootFolders;
    });
  });
  std::stable_partition(folders.begin(), folders.end(),
                        [](const auto& folder) { return has_usual_name(folder.first); });
  std::optional<SystemFolder> found;
  for (auto& folder : folders) {
    searching(log, root.number, [&] {
      found = as_system_folder(file_system, std::move(folder.first), folder.second);
    });
    if (found) break;
  }
  return found;
}

// `body` reads of a hive that is open; damage in it costs what was asked for.
template <typename Body>
auto reading(std::string_view hive, Remarks& remarks, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    remarks.push_back(fmt::format("{}: {}", hive, error.message()));
    return {};
  }
}

class Inspector {
 public:
  Inspector(const std::vector<GuestVolume>& volumes, const GuestVolume& root, SystemFolder folder,
            Remarks& remarks)
      : volumes_(volumes),
        root_(root),
        file_system_(*root.file_system),
        folder_(std::move(folder)),
        remarks_(remarks) {}

  GuestSystem run(Detail detail) {
    read_system();
    if (detail == Detail::everything || !devices_name_system_drive(volumes_, root_, devices_))
      read_software();
    GuestSystem system;
    system.family = OsFamily::windows;
    system.root_volume = root_.number;
    system.id = "windows";
    system.vendor = "Microsoft";
    describe_product(system);
    describe_machine(system);
    describe_drives(system);
    return system;
  }

 private:
  // One after the other: there is memory for one hive at a time.
  void read_software() {
    const auto hive = open_hive(file_system_, folder_.config, "SOFTWARE", remarks_);
    if (!hive) return;
    auto product = reading("SOFTWARE", remarks_, [&] { return read_product(hive->root()); });
    if (product)
      product_ = std::move(*product);
    else
      remarks_.push_back("SOFTWARE does not tell which Windows this is");
  }

  void read_system() {
    const auto hive = open_hive(file_system_, folder_.config, "SYSTEM", remarks_);
    if (!hive) return;
    auto machine = reading("SYSTEM", remarks_, [&] { return read_machine(hive->root()); });
    if (machine)
      machine_ = std::move(*machine);
    else
      remarks_.push_back("SYSTEM has no usable control set");
    devices_ = reading("SYSTEM", remarks_, [&] { return read_mounted_devices(hive->root()); });
  }

  void describe_product(GuestSystem& system) const {
    system.name = printable(product_name(product_, machine_));
    system.edition = printable(edition_name(product_, machine_));
    system.major = product_.major;
    system.minor = product_.minor;
    if (product_.major != 0) system.version = fmt::format("{}.{}", product_.major, product_.minor);
    if (product_.build != 0)
      system.build = product_.update_revision
                         ? fmt::format("{}.{}", product_.build, *product_.update_revision)
                         : std::to_string(product_.build);
    system.display_version = printable(product_.display_version);
    system.service_pack = printable(product_.service_pack);
    system.installation_type = printable(product_.installation_type);
    system.install_date = product_.install_date;
    system.machine_id = printable(product_.machine_guid);
  }

  void describe_machine(GuestSystem& system) {
    auto architecture = machine_.architecture;
    if (architecture.empty()) architecture = architecture_of_kernel().value_or("");
    const auto processor = processor_name(printable(architecture));
    system.architecture = processor.name;
    system.is_64_bit = processor.is_64_bit;
    system.hostname = printable(machine_.hostname);
    system.time_zone = printable(machine_.time_zone);
  }

  std::optional<std::string> architecture_of_kernel() {
    return reading("System32\\ntoskrnl.exe", remarks_, [&]() -> std::optional<std::string> {
      const auto kernel = find_path(file_system_, folder_.node, "System32/ntoskrnl.exe");
      if (!kernel || file_system_.attributes(*kernel).type != fs::NodeType::regular)
        return std::nullopt;
      const auto source = file_system_.open(*kernel);
      const auto head =
          io::read_bytes(*source, 0, std::min<std::uint64_t>(source->size(), kPeHeadSize));
      return parse_pe_architecture(BytesView(head));
    });
  }

  void describe_drives(GuestSystem& system) {
    auto drives = find_drives(volumes_, root_, devices_, product_.system_root, remarks_);
    system.os_folder = drives.letters.front().path + printable(folder_.name);
    system.mount_points = drives.letters;
    for (auto& mount : find_mounted_folders(volumes_, drives, remarks_))
      system.mount_points.push_back(std::move(mount));
    system.volume_names = std::move(drives.names);
  }

  const std::vector<GuestVolume>& volumes_;
  const GuestVolume& root_;
  const fs::FileSystem& file_system_;
  SystemFolder folder_;
  Remarks& remarks_;
  Product product_;
  Machine machine_;
  std::vector<MountedDevice> devices_;
};

}  // namespace

std::optional<GuestSystem> inspect_root(const std::vector<GuestVolume>& volumes,
                                        const GuestVolume& root, Detail detail, const Log& log) {
  if (!can_hold_windows(root.identification.type)) return std::nullopt;
  auto folder = find_system_folder(root, log);
  if (!folder) return std::nullopt;
  Remarks remarks;
  auto system = Inspector(volumes, root, std::move(*folder), remarks).run(detail);
  system.remarks = std::move(remarks);
  return system;
}

}  // namespace vixmount::guest::windows
