// `vixmount cp` from a disk set of memory to a temporary folder.
#pragma once

#include <string>
#include <vector>

#include <rapidjson/document.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "fake_session.hpp"

namespace vixmount::test {

class Copy : public ::testing::Test {
 protected:
  CommandResult copy(std::vector<std::string> guest_paths, std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"cp", "-a", "x.vmdk"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), guest_paths.begin(), guest_paths.end());
    words.push_back(destination);
    return run_command(disks, words);
  }
  std::string at(const std::string& path) const { return destination + "/" + path; }
  struct stat status_of(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::lstat(at(path).c_str(), &status), 0) << path;
    return status;
  }
  // The attribute of a restored file; "(none)" when it has none of that name.
  std::string xattr_of(const std::string& path, const std::string& name) const {
    std::string value(64UL << 10, '\0');
    const auto length = ::lgetxattr(at(path).c_str(), name.c_str(), value.data(), value.size());
    return length < 0 ? "(none)" : value.substr(0, static_cast<std::size_t>(length));
  }
  bool host_takes_user_xattrs() const {
    write_file(folder.file("probe"), "");
    return ::setxattr(folder.file("probe").c_str(), "user.probe", "1", 1, 0) == 0;
  }

  FakeDisks disks;
  TemporaryFolder folder;
  std::string destination = folder.file("out");
};

// The lines of a manifest; the first and the last one describe the run.
struct ManifestLines {
  explicit ManifestLines(const std::string& file) {
    std::string text = read_file(file);
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = text.find('\n', begin);
      rapidjson::Document line;
      line.Parse(text.substr(begin, end - begin).c_str());
      EXPECT_FALSE(line.HasParseError()) << text.substr(begin, end - begin);
      lines.push_back(std::move(line));
      begin = end == std::string::npos ? text.size() : end + 1;
    }
  }
  const rapidjson::Document& of(const std::string& path) const {
    for (const auto& line : lines)
      if (line.HasMember("path") && line["path"].GetString() == path) return line;
    ADD_FAILURE() << "the manifest has no line for " << path;
    return lines.front();
  }
  const rapidjson::Document& summary() const { return lines.back(); }

  std::vector<rapidjson::Document> lines;
};

}  // namespace vixmount::test
