#include "guest/vm_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <span>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/host_file.hpp"

namespace vixmount::guest {
namespace {
namespace stdfs = std::filesystem;

bool has_configuration_extension(const stdfs::path& path) {
  const auto extension = to_lower_ascii(path.extension().string());
  return extension == ".vmx" || extension == ".vmtx";
}

std::string read_text(const stdfs::path& path) {
  const auto file = io::HostFile::open(path.string());
  if (file->size() > vm::kLargestText)
    fail(ErrorKind::limit_exceeded, "{}: {} bytes, {} are the limit for a VM's description",
         printable(path.string()), file->size(), vm::kLargestText);
  std::string text(file->size(), '\0');
  file->read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

stdfs::path only_configuration_in(const stdfs::path& folder) {
  constexpr std::size_t kMostListed = 10;
  std::vector<std::string> found;
  std::error_code error;
  for (stdfs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (has_configuration_extension(entry->path()) && entry->is_regular_file(ignored))
      found.push_back(entry->path().filename().string());
  }
  if (error) throw Error::from_errno(error.value(), "reading the folder " + folder.string());
  if (found.empty())
    fail(ErrorKind::not_found, "{}: no .vmx in this folder", printable(folder.string()));
  if (found.size() == 1) return folder / found.front();
  std::sort(found.begin(), found.end());
  std::string names;
  for (std::size_t i = 0; i < found.size() && i < kMostListed; ++i)
    names += (i == 0 ? "" : ", ") + printable(found[i]);
  fail(ErrorKind::invalid_argument, "{}: this folder holds {} configurations, name one: {}{}",
       printable(folder.string()), found.size(), names, found.size() > kMostListed ? ", ..." : "");
}

// "/vms/./web/" is "/vms/web". Not "..": behind a symbolic link it means something else.
stdfs::path without_dots(const stdfs::path& path) {
  stdfs::path out;
  for (const auto& component : path)
    if (component != "." && !component.empty()) out /= component;
  return out;
}

std::string path_of(const std::string& folder, const std::string& name) {
  if (vm::is_absolute_name(name)) {
    const auto beside = stdfs::path(folder) / vm::last_component(name);
    std::error_code ignored;
    if (stdfs::is_regular_file(beside, ignored)) return beside.string();
  }
  return vm::resolve_name(folder, name);
}

}  // namespace

VmFolder open_vm(const std::string& path) {
  std::error_code error;
  stdfs::path configuration = without_dots(stdfs::absolute(path, error));
  if (error) throw Error::from_errno(error.value(), "finding " + path);
  if (stdfs::is_directory(configuration, error))
    configuration = only_configuration_in(configuration);
  VmFolder result;
  result.configuration_file = configuration.string();
  result.folder = configuration.parent_path().string();
  const auto text = read_text(configuration);
  auto list = configuration;
  list.replace_extension(".vmsd");
  std::optional<std::string> list_text;
  if (stdfs::exists(list, error)) list_text = read_text(list);
  result.machine =
      with_context(printable(result.folder), [&] { return vm::load(text, list_text); });
  return result;
}

bool names_a_vm(const std::string& path) {
  std::error_code ignored;
  return has_configuration_extension(path) || stdfs::is_directory(path, ignored);
}

std::vector<DiskFile> VmFolder::disk_files(std::optional<std::string_view> snapshot) const {
  std::vector<DiskFile> files;
  for (auto& disk : machine.attached_disks(snapshot)) {
    auto path = path_of(folder, disk.file_name);
    files.push_back({std::move(disk), std::move(path)});
  }
  return files;
}

}  // namespace vixmount::guest
