// A volume with flipped bits: everything is read or refused with an Error, in bounded time, and
// damage is told with its position. Seeds are fixed: a failure names one that shows it again.
// VIXMOUNT_DAMAGE_ROUNDS=N in the environment makes N times as many copies.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/ntfs_volume.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

// What a reader of a whole volume may come across, counted.
struct Findings {
  std::size_t errors = 0;
  std::size_t nodes = 0;
  // Damage that tells neither an offset nor a record of the MFT.
  std::set<std::string> without_position;
};

class Explorer {
 public:
  explicit Explorer(const FileSystem& files) : files_(files) {}

  Findings explore() {
    std::vector<NodeId> waiting{files_.root()};
    while (!waiting.empty() && seen_.size() < kMostNodes) {
      const auto folder = waiting.back();
      waiting.pop_back();
      attempt([&] {
        std::size_t entries = 0;
        files_.list(folder, 0, [&](const DirectoryEntry& entry) {
          attempt([&] { files_.lookup(folder, entry.name); });
          if (seen_.insert(entry.node).second && visit(entry.node)) waiting.push_back(entry.node);
          return ++entries < kMostNodes;
        });
      });
    }
    findings_.nodes = seen_.size();
    return findings_;
  }

  template <typename Body>
  void attempt(Body&& body) {
    attempt(findings_, std::forward<Body>(body));
  }

  template <typename Body>
  static void attempt(Findings& findings, Body&& body) {
    try {
      body();
    } catch (const Error& error) {
      ++findings.errors;
      EXPECT_NE(error.kind(), ErrorKind::internal) << error.what();
      const bool has_position =
          error.offset() || error.message().find("MFT record ") != std::string::npos;
      if (error.kind() == ErrorKind::damaged && !has_position)
        findings.without_position.insert(error.what());
    }
  }

 private:
  static constexpr std::size_t kMostNodes = 2000;  // the sound volume has fewer than 200

  // True: a directory to go into.
  bool visit(NodeId node) {
    bool is_directory = false;
    attempt([&] {
      const auto attributes = files_.attributes(node);
      is_directory = attributes.type == NodeType::directory;
      if (is_directory) attempt([&] { files_.parent(node); });
      if (attributes.type == NodeType::symbolic_link) attempt([&] { files_.read_link(node); });
      if (attributes.type == NodeType::regular) attempt([&] { read_some(*files_.open(node)); });
    });
    attempt([&] {
      for (const auto& name : files_.list_xattrs(node))
        attempt([&] { files_.get_xattr(node, name); });
    });
    attempt([&] {
      for (const auto& stream : files_.streams(node))
        attempt([&] { read_some(*files_.open(stream.node)); });
    });
    return is_directory;
  }

  // Damaged sizes may be huge: the beginning, the end and some places between are read.
  void read_some(const io::ByteSource& source) {
    std::vector<std::byte> buffer(100000);
    for (std::uint64_t part = 0; part <= 8; ++part) {
      const auto offset = source.size() / 8 * part;
      const auto count = std::min<std::uint64_t>(buffer.size(), source.size() - offset);
      attempt([&] { source.read(offset, std::span(buffer).first(count)); });
    }
  }

  const FileSystem& files_;
  Findings findings_;
  std::set<NodeId> seen_;
};

Findings explore(const std::string& image) {
  Findings findings;
  Explorer::attempt(findings, [&] {
    const auto files = ntfs::open(test::memory_source(image), OpenOptions{}, Log{});
    findings = Explorer(*files).explore();
  });
  return findings;
}

struct Range {
  std::size_t begin;  // bytes
  std::size_t end;
};

// Where a system file's data lies, as The Sleuth Kit tells: the clusters of attribute `id`.
std::vector<Range> clusters_of(const std::string& image, const std::string& id) {
  std::vector<Range> ranges;
  // istat prints the clusters of non-resident attributes in lines of up to eight numbers.
  std::istringstream words(test::run("istat '" + image + "' " + id +
                                     " | sed -n '/non-resident/I,$p' | grep -E '^[0-9 ]+$'"));
  for (std::size_t cluster = 0; words >> cluster;)
    ranges.push_back({cluster * 4096, cluster * 4096 + 4096});
  return ranges;
}

// Records of the MFT in use, by their signature.
std::vector<Range> records_of(const std::string& image) {
  std::vector<Range> ranges;
  for (std::size_t at = 0; at + 1024 <= image.size(); at += 1024)
    if (image.compare(at, 4, "FILE") == 0) ranges.push_back({at, at + 1024});
  return ranges;
}

std::vector<Range> index_nodes_of(const std::string& image) {
  std::vector<Range> ranges;
  for (std::size_t at = 0; at + 4096 <= image.size(); at += 4096)
    if (image.compare(at, 4, "INDX") == 0) ranges.push_back({at, at + 4096});
  return ranges;
}

class DamagedVolume : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (::geteuid() != 0 || !test::have_ntfs_3g() || !test::have_program("istat")) return;
    const auto path = test::ntfs_volume("various --size 8");
    image_ = test::read_file(path);
    mft_ = clusters_of(path, "0");
  }
  void SetUp() override {
    if (image_.empty()) GTEST_SKIP() << "needs root, ntfs-3g, /dev/fuse and The Sleuth Kit";
  }

  // `flips` bits in each of `rounds` copies of the volume, somewhere in `ranges`.
  static void flip(const std::vector<Range>& ranges, unsigned rounds, unsigned flips) {
    ASSERT_FALSE(ranges.empty());
    if (const char* const factor = std::getenv("VIXMOUNT_DAMAGE_ROUNDS"))
      rounds *= static_cast<unsigned>(std::max(1, std::atoi(factor)));
    std::size_t errors = 0;
    std::set<std::string> without_position;
    for (unsigned seed = 1; seed <= rounds; ++seed) {
      SCOPED_TRACE(fmt::format("seed {}", seed));
      std::mt19937 random(seed);
      auto image = image_;
      for (unsigned i = 0; i < flips; ++i) {
        const auto& range = ranges[random() % ranges.size()];
        auto& byte = image[range.begin + random() % (range.end - range.begin)];
        byte = static_cast<char>(byte ^ 1 << random() % 8);
      }
      const auto findings = explore(image);
      errors += findings.errors;
      without_position.insert(findings.without_position.begin(), findings.without_position.end());
    }
    std::printf("%u volumes, %zu errors\n", rounds, errors);
    EXPECT_GT(errors, 0U);
    for (const auto& message : without_position) ADD_FAILURE() << "where? " << message;
  }

  static inline std::string image_;
  static inline std::vector<Range> mft_;
};

TEST_F(DamagedVolume, SoundItHasNoErrors) {
  const auto findings = explore(image_);
  EXPECT_EQ(findings.errors, 0U);
  EXPECT_GT(findings.nodes, 120U);
}

TEST_F(DamagedVolume, BootSector) { flip({{0, 512}}, 200, 2); }

// The first sixteen records: the MFT itself, its mirror, the volume, the root ...
TEST_F(DamagedVolume, SystemRecords) {
  ASSERT_GE(mft_.size(), 4U);
  flip({mft_.begin(), mft_.begin() + 4}, 150, 3);
}

TEST_F(DamagedVolume, Records) { flip(records_of(image_), 120, 60); }

// Run lists and names stand in the first half of a record; one record is hit many times.
TEST_F(DamagedVolume, HeavilyDamagedRecords) {
  auto ranges = records_of(image_);
  for (auto& range : ranges) range.end = range.begin + 500;
  flip(ranges, 40, 800);
}

TEST_F(DamagedVolume, Indexes) { flip(index_nodes_of(image_), 80, 20); }

TEST_F(DamagedVolume, Anywhere) { flip({{0, image_.size()}}, 60, 3000); }

TEST_F(DamagedVolume, CutOff) {
  // Behind the middle lies what mkntfs put last: nothing has to be missing there.
  for (std::size_t size = 0; size < image_.size(); size += image_.size() / 23 + 1) {
    const auto findings = explore(image_.substr(0, size));
    if (size < image_.size() / 2) {
      EXPECT_GT(findings.errors, 0U) << size;
    }
  }
}

}  // namespace
}  // namespace vixmount::fs::ntfs
