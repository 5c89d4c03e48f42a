#include "machines/machines.hpp"

#include <cstdio>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capi/client.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

const std::vector<std::string> kShared = {"tests/machines/guest_files.sh",
                                          "tests/machines/hash_files.sh"};

std::filesystem::path machine(const std::string& name, const std::string& command,
                              std::vector<std::string> recipes) {
  recipes.insert(recipes.end(), kShared.begin(), kShared.end());
  return made_in_uml(name, "'" VIXMOUNT_SOURCE_DIR "'/tests/machines/" + command,
                     std::move(recipes));
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

std::string missing_for_machines() {
  for (const char* const program :
       {"linux.uml", "qemu-img", "sfdisk", "mkfs.fat", "mcopy", "mkfs.btrfs", "mkfs.xfs", "lvm"})
    if (!have_program(program)) return program;
  return ::access("/dev/fuse", R_OK | W_OK) == 0 ? "" : "/dev/fuse";
}

std::filesystem::path btrfs_machine(const std::string& profile) {
  return machine("btrfs-machine-" + profile, "make_btrfs_machine.sh " + profile,
                 {"tests/machines/make_btrfs_machine.sh", "tests/machines/fill_btrfs.sh",
                  "tests/machines/hash_btrfs.sh"});
}

std::filesystem::path xfs_machine() {
  return machine("xfs-machine", "make_xfs_machine.sh",
                 {"tests/machines/make_xfs_machine.sh", "tests/machines/fill_xfs.sh",
                  "tests/machines/hash_xfs.sh"});
}

std::string differences(const std::filesystem::path& machine, const std::string& list,
                        const std::string& folder) {
  return run("'" VIXMOUNT_SOURCE_DIR "'/tests/machines/differences.sh " +
             quoted((machine / (list + ".sha256")).string()) + " " + quoted(folder));
}

std::string vixmount(const std::string& arguments, int* exit_code) {
  const std::string command = quoted(VIXMOUNT_BINARY_DIR "/bin/vixmount") + " " + arguments;
  if (exit_code == nullptr) return run(command + " 2>&1");
  const auto said = run("{ " + command + "; echo \"$?\"; } 2>&1");
  const auto end = said.find_last_of('\n', said.size() - 2);
  const auto begin = end == std::string::npos ? 0 : end + 1;
  *exit_code = std::atoi(said.c_str() + begin);
  return said.substr(0, begin);
}

std::string disks_of(const std::filesystem::path& machine, const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += " -a " + quoted((machine / (name + ".vmdk")).string());
  return text;
}

CommandMount::CommandMount(const std::string& arguments) {
  vixmount("mount" + arguments + " " + quoted(path()));
}

CommandMount::~CommandMount() {
  int exit_code = 0;
  vixmount("umount " + quoted(path()), &exit_code);
  EXPECT_EQ(exit_code, 0);
}

ApiClient::ApiClient(const std::string& folder, const std::string& configuration) {
  const auto file = folder + "/configuration";
  const auto mounts = folder + "/mounts";
  std::filesystem::create_directory(mounts);
  write_file(file, "tmpDirectory = \"" + mounts + "\"\n" + configuration);
  EXPECT_EQ(VixMntapi_Init(1, 0, remember_log, remember_warning, fail_on_panic, nullptr,
                           file.c_str()),
            VIX_OK);
  EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection_), VIX_OK);
}

ApiClient::~ApiClient() {
  if (set_ != nullptr) {
    EXPECT_EQ(VixMntapi_CloseDiskSet(set_), VIX_OK);
  }
  VixDiskLib_Disconnect(connection_);
  VixMntapi_Exit();
}

void ApiClient::open(const std::filesystem::path& machine, const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  std::vector<const char*> pointers;
  for (const auto& name : names) paths.push_back((machine / (name + ".vmdk")).string());
  for (const auto& path : paths) pointers.push_back(path.c_str());
  const auto error = VixMntapi_OpenDisks(connection_, pointers.data(), pointers.size(),
                                         VIXDISKLIB_FLAG_OPEN_READ_ONLY, &set_);
  ASSERT_EQ(error, VIX_OK) << VixDiskLib_GetErrorText(error, nullptr);
  std::size_t count = 0;
  VixVolumeHandle* array = nullptr;
  ASSERT_EQ(VixMntapi_GetVolumeHandles(set_, &count, &array), VIX_OK);
  volumes_.assign(array, array + count);
  VixMntapi_FreeVolumeHandles(array);
}

std::string ApiClient::system() const {
  VixOsInfo* info = nullptr;
  const auto error = VixMntapi_GetOsInfo(set_, &info);
  if (error != VIX_OK) return VixDiskLib_GetErrorText(error, nullptr);
  const std::string name = info->edition;
  VixMntapi_FreeOsInfo(info);
  return name;
}

std::string ApiClient::mount(std::size_t number, std::string* error, VixError* code) const {
  const auto volume = volumes_.at(number - 1);
  if (const auto answer = VixMntapi_MountVolume(volume, TRUE); answer != VIX_OK) {
    if (code != nullptr) *code = answer;
    char* text = VixDiskLib_GetErrorText(answer, nullptr);
    if (error != nullptr)
      *error = text;
    else
      ADD_FAILURE() << "volume " << number << ": " << text;
    VixDiskLib_FreeErrorText(text);
    return {};
  }
  VixVolumeInfo* info = nullptr;
  EXPECT_EQ(VixMntapi_GetVolumeInfo(volume, &info), VIX_OK);
  const std::string place = info->symbolicLink;
  VixMntapi_FreeVolumeInfo(info);
  return place;
}

std::vector<std::string> ApiClient::guest_mount_points(std::size_t number) const {
  VixVolumeInfo* info = nullptr;
  EXPECT_EQ(VixMntapi_GetVolumeInfo(volumes_.at(number - 1), &info), VIX_OK);
  std::vector<std::string> points;
  for (std::size_t i = 0; i < info->numGuestMountPoints; ++i)
    points.emplace_back(info->inGuestMountPoints[i]);
  VixMntapi_FreeVolumeInfo(info);
  return points;
}

}  // namespace vixmount::test
