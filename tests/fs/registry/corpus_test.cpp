// Every image of the corpus whose manifest tells type, label and UUID: the probe images (values of
// util-linux' own tests) and the raw images of single volumes (values of blkid).
#include <cstdio>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "fs/registry/identify_file.hpp"

namespace vixmount::fs {
namespace {

namespace files = std::filesystem;

struct Expected {
  std::string type;
  std::string label;
  std::string uuid;
};

// udev writes unusual bytes as \xNN.
std::string decode(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0 && i + 4 <= text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

// These manifests keep the backslash that blkid's export format puts before a blank, as \x5c.
std::string without_export_escapes(const std::string& text) {
  return std::regex_replace(text, std::regex(R"(\\x5c)"), "");
}

Expected read_probe_manifest(const files::path& path) {
  std::ifstream manifest(path);
  const std::regex line_shape(R"(# upstream expected: (\w+)=(.*))");
  std::map<std::string, std::string> values;
  std::smatch match;
  for (std::string line; std::getline(manifest, line);)
    if (std::regex_match(line, match, line_shape)) values[match[1]] = match[2];
  return {values["ID_FS_TYPE"], decode(values["ID_FS_LABEL_ENC"]), values["ID_FS_UUID"]};
}

std::string name_below(const files::path& path, const files::path& folder) {
  auto name = path.lexically_relative(folder).string();
  return name.substr(0, name.size() - std::string(".tsv").size());
}

std::vector<files::path> manifests_below(const files::path& folder) {
  std::vector<files::path> found;
  for (const auto& entry : files::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".tsv") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void compare(const std::string& name, const Expected& expected,
             const std::optional<Identification>& actual) {
  SCOPED_TRACE(name);
  ASSERT_TRUE(actual.has_value());
  EXPECT_EQ(actual->type, expected.type);
  EXPECT_EQ(actual->label, expected.label);
  EXPECT_EQ(actual->uuid, expected.uuid);
  EXPECT_TRUE(actual->mountable || !actual->remark.empty());
  EXPECT_EQ(actual->remark.find("damaged"), std::string::npos) << actual->remark;
  std::printf("%-48s %-18s %-40s %s\n", name.c_str(), actual->type.c_str(), actual->uuid.c_str(),
              actual->label.c_str());
}

// The images are cut to what the probe reads, so this one's pool continues behind its end.
TEST(RegistryCorpus, ProbeImages) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifests = vixmount::test::corpus().value() / "manifests";
  std::size_t count = 0;
  for (const auto& path : manifests_below(manifests / "probe")) {
    const auto name = name_below(path, manifests);
    compare(name, read_probe_manifest(path),
            test::identify_file(vixmount::test::corpus_image(name)));
    ++count;
  }
  std::printf("%zu probe images\n", count);
  EXPECT_GE(count, 30U);
}

TEST(RegistryCorpus, VolumesOfRawImages) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifests = vixmount::test::corpus().value() / "manifests";
  const std::regex shape(
      R"(# volume \d+ offset (\d+) size (\d+) part ".*" blkid TYPE=(\S+)(?: VERSION=.*?)?(?: LABEL=(.*?))?(?: UUID=(\S+))?(?: SEC_TYPE=\S+)? \[.*)");
  std::size_t count = 0;
  for (const auto* family :
       {"apfs", "exfat", "ext", "fat", "hfs", "iso", "ntfs", "part", "ufs", "xfs"})
    for (const auto& path : manifests_below(manifests / family)) {
      const auto name = name_below(path, manifests);
      std::ifstream manifest(path);
      std::smatch match;
      for (std::string line; std::getline(manifest, line);) {
        if (!std::regex_match(line, match, shape)) continue;
        compare(name + "@" + match[1].str(), {match[3], without_export_escapes(match[4]), match[5]},
                test::identify_part(vixmount::test::corpus_image(name), std::stoull(match[1]),
                                    std::stoull(match[2])));
        ++count;
      }
    }
  std::printf("%zu volumes\n", count);
  EXPECT_GE(count, 15U);
}

// Members and encrypted volumes, with the identifiers their own tools print.
TEST(RegistryCorpus, MembersAndEncryptedVolumes) {
  VIXMOUNT_REQUIRE_CORPUS();
  struct Case {
    const char* image;
    const char* type;
    const char* uuid;
  };
  // BitLocker: the GUIDs that the manifests tell (of dislocker); the others by blkid.
  for (const auto& [image, type, uuid] :
       {Case{"bitlocker/cryptsetup/bitlk-aes-cbc-128.img", "BitLocker",
             "e9726fab-7656-4bc5-bb9e-adf115953328"},
        Case{"bitlocker/cryptsetup/bitlk-aes-cbc-elephant-128.img", "BitLocker",
             "d1668fb9-2c16-40aa-8959-3493815234e6"},
        Case{"bitlocker/cryptsetup/bitlk-aes-xts-128.img", "BitLocker",
             "8f595209-f5b9-49a0-85d4-cb8f80258c27"},
        Case{"bitlocker/cryptsetup/bitlk-togo-aes-xts-128.img", "BitLocker",
             "dca1850a-0ef6-4ece-8acb-9f42ca63bdd1"}}) {
    const auto found = test::identify_file(vixmount::test::corpus_image(image));
    ASSERT_TRUE(found.has_value()) << image;
    EXPECT_EQ(found->type, type) << image;
    EXPECT_EQ(found->uuid, uuid) << image;
    EXPECT_FALSE(found->mountable);
  }
}

}  // namespace
}  // namespace vixmount::fs
