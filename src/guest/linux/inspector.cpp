#include "guest/linux/inspector.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "guest/guest_file.hpp"
#include "guest/linux/elf_architecture.hpp"
#include "guest/linux/host_identity.hpp"
#include "guest/linux/mount_table.hpp"
#include "guest/linux/release_files.hpp"

namespace vixmount::guest::linux_guest {
namespace {

bool looks_like_root(const GuestFiles& files) {
  constexpr std::array<std::string_view, 3> kSystemFolders = {"/bin", "/usr", "/sbin"};
  // A link such as /bin -> usr/bin counts even where /usr is a volume of its own.
  return files.is_directory("/etc") &&
         std::any_of(kSystemFolders.begin(), kSystemFolders.end(),
                     [&](std::string_view path) { return files.has_entry(path); });
}

std::optional<Architecture> find_architecture(const GuestFiles& files) {
  constexpr std::array<std::string_view, 10> kSystemPrograms = {
      "/bin/sh",      "/usr/bin/ls", "/lib/systemd/systemd", "/sbin/init",     "/bin/ls",
      "/bin/busybox", "/bin/bash",   "/usr/bin/env",         "/usr/sbin/sshd", "/sbin/ldconfig"};
  for (const auto path : kSystemPrograms)
    if (const auto head = files.head(path, kElfHeadSize))
      if (auto architecture = parse_elf_architecture(BytesView(as_bytes(*head))))
        return architecture;
  return std::nullopt;
}

std::optional<OsRelease> find_release(const GuestFiles& files) {
  constexpr std::array<std::string_view, 2> kOsReleaseFiles = {"/etc/os-release",
                                                               "/usr/lib/os-release"};
  for (const auto path : kOsReleaseFiles)
    if (const auto text = files.text(path))
      if (auto release = parse_os_release(*text)) return release;
  return read_release_files(files);
}

// Systems that are no Linux and have os-release all the same.
OsFamily family_of(std::string_view id) {
  constexpr std::array<std::string_view, 9> kOthers = {"freebsd",   "openbsd",     "netbsd",
                                                       "dragonfly", "illumos",     "omnios",
                                                       "solaris",   "midnightbsd", "openindiana"};
  return std::find(kOthers.begin(), kOthers.end(), id) != kOthers.end() ? OsFamily::other
                                                                        : OsFamily::linux;
}

void describe_release(GuestSystem& system, const OsRelease& release, const GuestFiles& files) {
  system.family = family_of(release.id);
  system.id = release.id;
  system.vendor = release.vendor.empty() ? release.name : release.vendor;
  system.name = release.pretty;
  system.version = release.version;
  system.edition = release.edition;
  auto version = parse_version(release.version_id);
  if (version && !version->minor)
    if (const auto exact = refine_version(files, *version)) version = exact;
  if (!version) return;
  system.major = version->major;
  system.minor = version->minor.value_or(0);
}

std::optional<GuestSystem> describe(GuestSystem system, const GuestTree& tree,
                                    std::vector<std::string>& remarks) {
  const GuestFiles files(tree, remarks);
  const auto architecture = find_architecture(files);
  if (const auto release = find_release(files)) {
    describe_release(system, *release, files);
  } else if (architecture && files.exists("/etc/passwd")) {
    system.family = OsFamily::linux;
    system.name = "Linux of unknown name";
  } else {
    return std::nullopt;
  }
  if (architecture) {
    system.architecture = architecture->name;
    system.is_64_bit = architecture->is_64_bit;
  }
  system.hostname = read_hostname(files);
  system.machine_id = read_machine_id(files);
  system.package_format = find_package_format(files);
  return system;
}

std::optional<GuestSystem> search(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
                                  std::vector<std::string>& remarks) {
  const GuestTree alone({{"/", root.number, root.file_system}});
  if (!looks_like_root(GuestFiles(alone, remarks))) return std::nullopt;
  GuestSystem system;
  system.root_volume = root.number;
  system.os_folder = "/";
  system.mount_points = read_mount_table(volumes, root, remarks);
  const auto tree = make_tree(volumes, system.mount_points);
  return describe(std::move(system), tree, remarks);
}

}  // namespace

std::optional<GuestSystem> inspect_root(const std::vector<GuestVolume>& volumes,
                                        const GuestVolume& root, Detail /*all is cheap*/,
                                        const Log& log) {
  std::vector<std::string> remarks;
  auto system = search(volumes, root, remarks);
  if (system) {
    system->remarks = std::move(remarks);
  } else {
    // Without a system nobody else would tell what stood in the way.
    for (const auto& remark : remarks)
      log.warning("volume {}, searched for a system: {}", root.number, remark);
  }
  return system;
}

}  // namespace vixmount::guest::linux_guest
