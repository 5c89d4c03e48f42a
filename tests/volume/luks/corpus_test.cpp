// The corpus' LUKS images. The hash of the ext2 volume is in its manifest (qemu-img); what is in
// the others nobody but the key's digest tells, so their cipher and size are compared with
// luksDump.
#include <gtest/gtest.h>

#include "luks_tester.hpp"

namespace vixmount::volume::luks {
namespace {

using test::only_volume;
using vixmount::test::corpus_image;

TEST(LuksCorpus, DecryptsAsQemuDoes) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = only_volume(corpus_image("luks/dfvfs/luks1.raw").string(), "luksde-TEST");
  EXPECT_EQ(volume.scheme, "luks");
  EXPECT_EQ(volume.layout, "aes-cbc-plain");
  EXPECT_EQ(volume.size, 8388608U);
  EXPECT_EQ(vixmount::test::sha256_of(*volume.source),
            "a1ebfc6e57f41794846b5497230f8f30ff41e7bb066570ebd493cdd2ce524eff");
}

struct CorpusImage {
  const char* image;
  const char* key_file;  // null: `passphrase`
  const char* passphrase;
  const char* layout;
  std::uint64_t payload;  // bytes, by luksDump
};

class LuksCorpusImage : public testing::TestWithParam<CorpusImage> {};

TEST_P(LuksCorpusImage, IsOpenedByItsKeyAlone) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto& expected = GetParam();
  const auto path = corpus_image(expected.image).string();
  const auto key = expected.key_file == nullptr
                       ? std::string(expected.passphrase)
                       : vixmount::test::read_file(corpus_image(expected.key_file));
  const auto volume = only_volume(path, key);
  EXPECT_EQ(volume.health.detail, "");
  EXPECT_EQ(volume.layout, expected.layout);
  EXPECT_EQ(volume.size + expected.payload, test::open_file(path)->size());
  EXPECT_EQ(only_volume(path, key.substr(1)).health.condition, Condition::locked);
}

INSTANTIATE_TEST_SUITE_P(
    Images, LuksCorpusImage,
    testing::Values(CorpusImage{"luks/cryptsetup/compatimage2.img", nullptr, "compatkey",
                                "aes-cbc-essiv:sha256", 4194304},
                    CorpusImage{"luks/cryptsetup/luks1_aes-cbc-essiv-sha256-sha1.img",
                                "luks/cryptsetup/keyfile1", nullptr, "aes-cbc-essiv:sha256",
                                2097152},
                    CorpusImage{"luks/cryptsetup/luks1_aes-xts-plain64-sha256.img",
                                "luks/cryptsetup/keyfile1", nullptr, "aes-xts-plain64", 2097152}));

}  // namespace
}  // namespace vixmount::volume::luks
