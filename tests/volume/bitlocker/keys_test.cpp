// From what people hold to the key of a volume. Hashes here were computed with Python's hashlib.
#include <array>
#include <numeric>

#include "base/sha256.hpp"
#include "volume/bitlocker/bitlocker_tester.hpp"
#include "volume/bitlocker/password.hpp"
#include "volume/bitlocker/protector.hpp"
#include "volume/bitlocker/recovery_password.hpp"
#include "volume/bitlocker/startup_key.hpp"
#include "volume/bitlocker/stretch.hpp"
#include "volume/bitlocker/unlock.hpp"

namespace vixmount::volume::bitlocker {
namespace {

using test::content_of;
using test::made_image;
using test::made_plain;
using test::only_volume;
using test::open_file;
using test::ring_of;
using vixmount::test::error_kind_of;

constexpr const char* kPassword =
    "Gr\xc3\xbc\xc3\x9f"
    "e \xf0\x9f\x94\x91 42";  // beyond the 16 bits of a UTF-16 unit
constexpr const char* kRecoveryPassword = "000011-720885-135795-246807-111111-222222-333333-444444";

std::string hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return bytes;
}

TEST(BitlockerStretch, HashesWhatWasHashedBefore) {
  std::array<std::byte, 32> initial{};
  std::array<std::byte, 16> salt{};
  for (std::size_t i = 0; i < initial.size(); ++i) initial[i] = static_cast<std::byte>(i);
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::byte>(100 + i);
  EXPECT_EQ(hex(stretch(initial, salt, 1).bytes()),
            "717c8d61fbe5e40760011b834e9402c5bc6bba7920075b83f8a00bae7396fbe4");
  EXPECT_EQ(hex(stretch(initial, salt, 2).bytes()),
            "549746f874f57d6468b852a60e7830bba8e690144a1009368d6f3003ab859440");
  EXPECT_EQ(hex(stretch(initial, salt, 300).bytes()),
            "f9597071c6cb5611502b25962371eeba8ef505ba83c1fd283b091ee41d55d1a7");
}

TEST(BitlockerPassword, IsHashedTwiceInUtf16) {
  EXPECT_EQ(hex(password_hash(kPassword).value().bytes()),
            "b8389f2934ccec54195dc2210fb392516d331349c9450512829d9e58bde02a15");
  EXPECT_FALSE(password_hash("no \xff UTF-8").has_value());
}

TEST(BitlockerRecoveryPassword, GivesAHashOfItsGroupsDividedByEleven) {
  constexpr const char* kHash = "3c93bebf9befb2d6fdc35221abfcbafc39a537477fbc0c087b2cec124397660f";
  for (const auto* text : {"042647-302313-590458-071500-554323-116567-412181-516978",
                           " 042647 302313 590458 071500 554323 116567 412181 516978\r\n",
                           "042647302313590458071500554323116567412181516978"}) {
    const auto password = parse_recovery_password(text);
    ASSERT_EQ(password.form, RecoveryPassword::Form::good) << text;
    EXPECT_EQ(hex(password.hash.bytes()), kHash);
  }
}

TEST(BitlockerRecoveryPassword, TellsTheMistypedGroup) {
  const auto form_of = [](std::string_view text) { return parse_recovery_password(text).form; };
  const auto mistyped =
      parse_recovery_password("042647-302313-590459-071500-554323-116567-412181-516978");
  EXPECT_EQ(mistyped.form, RecoveryPassword::Form::mistyped);
  EXPECT_EQ(mistyped.mistyped_group, 3U);
  // A multiple of eleven, and more than sixteen bits hold: 720896 = 65536 * 11.
  EXPECT_EQ(parse_recovery_password("720896-302313-590458-071500-554323-116567-412181-516978")
                .mistyped_group,
            1U);
  EXPECT_EQ(form_of("042647-302313-590458-071500-554323-116567-412181-51697"),
            RecoveryPassword::Form::other);
  EXPECT_EQ(form_of("042647-302313-590458-071500-554323-116567-412181-516978-1"),
            RecoveryPassword::Form::other);
  EXPECT_EQ(form_of("a passphrase"), RecoveryPassword::Form::other);
  EXPECT_EQ(form_of(""), RecoveryPassword::Form::other);
}

TEST(BitlockerStartupKey, IsTheOneKeyOfItsFile) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto file = vixmount::test::read_file(test::made_volumes() / "startup.bek");
  const auto key = parse_startup_key(BytesView(as_bytes(file)));
  EXPECT_EQ(windows_text(key.identifier), "{AAAABBBB-CCCC-4DDD-8EEE-FFFF00001111}");
  EXPECT_EQ(key.key.size(), 32U);
}

TEST(BitlockerStartupKey, IsRefusedWhereItsFileIsDamaged) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto file = vixmount::test::read_file(test::made_volumes() / "startup.bek");
  const auto kind_of = [](std::string bytes) {
    return error_kind_of([&] { parse_startup_key(BytesView(as_bytes(bytes))); });
  };
  for (const std::size_t length : {0, 47, 48, 100, 155})
    EXPECT_EQ(kind_of(file.substr(0, length)), ErrorKind::damaged) << length;
  // Version; begin and end of the entries; size and type of the first one; type of the key.
  for (const std::size_t place : {4, 8, 12, 48, 52, 112})
    EXPECT_EQ(kind_of(std::string(file).replace(place, 1, 1, '\x7f')), ErrorKind::damaged) << place;
}

TEST(BitlockerKeys, APasswordOpensWithOrWithoutALineBreak) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume =
      only_volume(open_file(made_image("passwords")), ring_of(std::string(kPassword) + "\r\n"));
  EXPECT_TRUE(content_of(*volume.source) == made_plain("passwords"));
}

TEST(BitlockerKeys, ARecoveryPasswordOpens) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume = only_volume(open_file(made_image("passwords")),
                                  ring_of(kRecoveryPassword, KeyKind::recovery_password));
  EXPECT_TRUE(content_of(*volume.source) == made_plain("passwords"));
}

TEST(BitlockerKeys, ThoseThatDoNotFitAreToldWithoutTheSecret) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto detail_with = [](const std::string& secret, KeyKind kind) {
    const auto volume = only_volume(open_file(made_image("passwords")), ring_of(secret, kind));
    EXPECT_EQ(volume.health.condition, Condition::locked);
    EXPECT_NE(volume.scheme, "bitlocker");
    return volume.health.detail;
  };
  const std::string protectors =
      "BitLocker, protected by: TPM, TPM and PIN, password, recovery password "
      "{12345678-0000-4000-8000-000000000800}; none of 1 given keys fits";
  EXPECT_EQ(detail_with("wrong", KeyKind::passphrase), protectors);
  EXPECT_EQ(detail_with("000012-720885-135795-246807-111111-222222-333333-444444",
                        KeyKind::recovery_password),
            protectors + " (group 1 of a recovery password is mistyped)");
  EXPECT_EQ(detail_with("000011", KeyKind::recovery_password),
            protectors + " (a recovery password is not eight groups of six digits)");
  EXPECT_EQ(detail_with(vixmount::test::read_file(test::made_volumes() / "startup.bek"),
                        KeyKind::startup_key),
            protectors +
                " (the startup key {AAAABBBB-CCCC-4DDD-8EEE-FFFF00001111} is of another "
                "volume)");
}

// Many volumes, each with many protectors, would else take any time.
TEST(BitlockerKeys, TheTrialsOfAllVolumesAreBounded) {
  const std::array<std::byte, 20> stretch_key{};
  Protector protector;
  protector.protection = static_cast<std::uint16_t>(Protection::password);
  protector.properties = {{DatumRole::property, DatumType::stretch_key, BytesView(stretch_key)}};
  const std::vector<Protector> protectors(3, protector);
  const Key key{"all", KeyKind::passphrase, Secret(std::string_view("wrong"))};
  std::atomic<unsigned> trials_left = 1;
  const Metadata metadata;
  Unlocker first(metadata, protectors, trials_left);
  EXPECT_FALSE(first.by_keys({&key}));
  EXPECT_EQ(trials_left, 0U);
  EXPECT_EQ(first.notes(),
            std::vector<std::string>{
                "only 1024 trials of passwords are made for all disks together"});
}

TEST(BitlockerKeys, AVolumeThatTheTpmAloneOpensStaysLocked) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume = only_volume(open_file(made_image("tpm-only")));
  EXPECT_EQ(volume.health.condition, Condition::locked);
  EXPECT_EQ(volume.health.detail, "BitLocker, protected by: TPM, TPM and PIN");
}

TEST(BitlockerKeys, AStartupKeyOpensAsTheContentOfAKeyFile) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume =
      only_volume(open_file(made_image("aes-cbc-128")),
                  ring_of(vixmount::test::read_file(test::made_volumes() / "startup.bek")));
  EXPECT_EQ(volume.scheme, "bitlocker");
}

// secret("sectors 32770", 16) and secret("master") of make_volumes.py.
TEST(BitlockerKeys, TheKeyOfTheSectorsAndTheMasterKeyOpen) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto volume_with = [](std::string_view key) {
    return only_volume(open_file(made_image("aes-cbc-128")),
                       ring_of(from_hex(key), KeyKind::volume_key));
  };
  const auto plain = made_plain("aes-cbc-128");
  EXPECT_TRUE(content_of(*volume_with("d9e8c89c3aea8ebf27a9f8e0d6b3fa44").source) == plain);
  const auto by_master_key =
      volume_with("d606bdad532d0aab75bf754ac0990f576a4c461e3376e9eccc5c955767ddaf3f");
  EXPECT_TRUE(content_of(*by_master_key.source) == plain);
  EXPECT_EQ(volume_with("d9e8c89c3aea8ebf27a9f8e0d6b3fa45").health.condition, Condition::locked);
  EXPECT_EQ(volume_with("d9e8").health.condition, Condition::locked);
}

TEST(BitlockerKeys, AreTakenBySelector) {
  VIXMOUNT_REQUIRE_MADE_VOLUMES();
  const auto scheme_with = [](const std::string& selector) {
    const auto bek = vixmount::test::read_file(test::made_volumes() / "startup.bek");
    const KeyRing ring({{selector, KeyKind::startup_key, Secret(bek)}});
    return only_volume(open_file(made_image("aes-cbc-128")), ring).scheme;
  };
  EXPECT_EQ(scheme_with("11112222-3333-4444-5555-666677778888"), "bitlocker");
  EXPECT_EQ(scheme_with("11112222-3333-4444-5555-666677778889"), "whole disk");
}

}  // namespace
}  // namespace vixmount::volume::bitlocker
