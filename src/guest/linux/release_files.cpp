#include "guest/linux/release_files.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace vixmount::guest::linux_guest {
namespace {

std::string first_line(std::string_view text) {
  for (const auto line : lines_of(text)) {
    const auto trimmed = trim(line);
    if (!trimmed.empty()) return printable(trimmed);
  }
  return {};
}

// The first number of a sentence: "6.10 (Final)" of "CentOS release 6.10 (Final)".
std::string version_in(std::string_view sentence) {
  const auto digit = sentence.find_first_of("0123456789");
  return digit == std::string_view::npos ? std::string() : std::string(sentence.substr(digit));
}

OsRelease named(std::string id, std::string name, std::string pretty, std::string version) {
  OsRelease release;
  release.id = std::move(id);
  release.name = std::move(name);
  release.pretty = std::move(pretty);
  release.version = version;
  release.version_id = std::move(version);
  return release;
}

// --- one function per style of file; each gets the file's text ---

// "Red Hat Enterprise Linux Server release 6.10 (Santiago)".
struct Product {
  std::string_view words;  // what the sentence begins with, in lower case
  std::string_view id;
};
constexpr std::array<Product, 15> kRedHatProducts = {{
    {"red hat enterprise linux", "rhel"},
    {"red hat linux", "redhat"},
    {"centos", "centos"},
    {"fedora", "fedora"},
    {"rocky linux", "rocky"},
    {"almalinux", "almalinux"},
    {"oracle linux", "ol"},
    {"enterprise linux enterprise linux", "ol"},
    {"scientific linux", "scientific"},
    {"cloudlinux", "cloudlinux"},
    {"amazon linux", "amzn"},
    {"mandriva", "mandriva"},
    {"mandrake", "mandrake"},
    {"mageia", "mageia"},
    {"xenserver", "xenserver"},
}};

std::optional<OsRelease> read_red_hat_style(std::string_view text) {
  const auto sentence = first_line(text);
  if (sentence.empty()) return std::nullopt;
  std::string id = "redhat-based";
  for (const auto& product : kRedHatProducts)
    if (starts_with_ignoring_ascii_case(sentence, product.words)) {
      id = product.id;
      break;
    }
  const auto release = sentence.find(" release ");
  const auto name = release == std::string::npos ? sentence : sentence.substr(0, release);
  const auto behind = release == std::string::npos ? sentence : sentence.substr(release);
  return named(id, name, sentence, version_in(behind));
}

// "SUSE Linux Enterprise Server 11 (x86_64)", then VERSION = 11 and PATCHLEVEL = 4.
std::optional<OsRelease> read_suse(std::string_view text) {
  const auto sentence = first_line(text);
  if (sentence.empty()) return std::nullopt;
  std::string version;
  std::string patch_level;
  for (const auto line : lines_of(text)) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = trim(line.substr(0, equals));
    const auto value = printable(trim(line.substr(equals + 1)), 64);
    if (key == "VERSION") version = value;
    if (key == "PATCHLEVEL") patch_level = value;
  }
  if (version.empty()) version = version_in(sentence);
  if (!patch_level.empty() && version.find('.') == std::string::npos) version += "." + patch_level;
  const bool is_open = starts_with_ignoring_ascii_case(sentence, "opensuse");
  const bool is_enterprise = starts_with_ignoring_ascii_case(sentence, "suse linux enterprise");
  const auto digit = sentence.find_first_of("0123456789");
  return named(is_open ? "opensuse" : (is_enterprise ? "sles" : "suse"),
               std::string(trim(sentence.substr(0, digit))), sentence, version);
}

// DISTRIB_ID=Ubuntu, DISTRIB_RELEASE=10.04, DISTRIB_DESCRIPTION="Ubuntu 10.04.4 LTS".
std::optional<OsRelease> read_lsb(std::string_view text) {
  const auto values = parse_assignments(text);
  const auto get = [&](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
  const auto name = get("DISTRIB_ID");
  if (name.empty()) return std::nullopt;
  const auto version = get("DISTRIB_RELEASE");
  auto pretty = get("DISTRIB_DESCRIPTION");
  if (pretty.empty()) pretty = std::string(trim(name + " " + version));
  return named(to_lower_ascii(name), name, pretty, version);
}

// The file holds the version alone: "7.11", "bookworm/sid", "3.18.4".
template <const char* kId, const char* kName>
std::optional<OsRelease> read_version_only(std::string_view text) {
  const auto version = first_line(text);
  return named(kId, kName, std::string(trim(std::string(kName) + " " + version)), version);
}

// The file holds a sentence that ends with the version: "Gentoo Base System release 2.14",
// "Slackware 14.2".
template <const char* kId, const char* kName>
std::optional<OsRelease> read_sentence(std::string_view text) {
  auto sentence = first_line(text);
  if (sentence.empty()) sentence = kName;
  return named(kId, kName, sentence, version_in(sentence));
}

constexpr char kDebianId[] = "debian", kDebianName[] = "Debian GNU/Linux";
constexpr char kAlpineId[] = "alpine", kAlpineName[] = "Alpine Linux";
constexpr char kGentooId[] = "gentoo", kGentooName[] = "Gentoo Linux";
constexpr char kSlackwareId[] = "slackware", kSlackwareName[] = "Slackware";
constexpr char kArchId[] = "arch", kArchName[] = "Arch Linux";
constexpr char kVoidId[] = "void", kVoidName[] = "Void Linux";
constexpr char kPhotonId[] = "photon", kPhotonName[] = "VMware Photon OS";
constexpr char kTurboId[] = "turbolinux", kTurboName[] = "Turbolinux";

struct ReleaseFile {
  std::string_view path;
  std::optional<OsRelease> (*read)(std::string_view text);
};

// Clones carry the general files of what they derive from: redhat-release and debian_version come
// last, lsb-release behind those that name one distribution.
constexpr std::array<ReleaseFile, 20> kReleaseFiles = {{
    {"/etc/oracle-release", read_red_hat_style},
    {"/etc/centos-release", read_red_hat_style},
    {"/etc/rocky-release", read_red_hat_style},
    {"/etc/almalinux-release", read_red_hat_style},
    {"/etc/fedora-release", read_red_hat_style},
    {"/etc/mageia-release", read_red_hat_style},
    {"/etc/mandriva-release", read_red_hat_style},
    {"/etc/mandrake-release", read_red_hat_style},
    {"/etc/system-release", read_red_hat_style},
    {"/etc/redhat-release", read_red_hat_style},
    {"/etc/SuSE-release", read_suse},
    {"/etc/lsb-release", read_lsb},
    {"/etc/alpine-release", read_version_only<kAlpineId, kAlpineName>},
    {"/etc/gentoo-release", read_sentence<kGentooId, kGentooName>},
    {"/etc/slackware-version", read_sentence<kSlackwareId, kSlackwareName>},
    {"/etc/photon-release", read_sentence<kPhotonId, kPhotonName>},
    {"/etc/turbolinux-release", read_sentence<kTurboId, kTurboName>},
    {"/etc/void-release", read_sentence<kVoidId, kVoidName>},
    {"/etc/arch-release", read_sentence<kArchId, kArchName>},
    {"/etc/debian_version", read_version_only<kDebianId, kDebianName>},
}};

}  // namespace

std::optional<OsRelease> read_release_files(const GuestFiles& files) {
  for (const auto& file : kReleaseFiles)
    if (const auto text = files.text(file.path))
      if (auto release = file.read(*text)) return release;
  return std::nullopt;
}

std::optional<VersionNumber> refine_version(const GuestFiles& files, const VersionNumber& known) {
  constexpr std::array<std::string_view, 3> kExactFiles = {
      "/etc/debian_version", "/etc/centos-release", "/etc/redhat-release"};
  for (const auto path : kExactFiles) {
    const auto text = files.text(path);
    if (!text) continue;
    const auto version = parse_version(version_in(first_line(*text)));
    if (version && version->major == known.major && version->minor) return version;
  }
  return std::nullopt;
}

}  // namespace vixmount::guest::linux_guest
