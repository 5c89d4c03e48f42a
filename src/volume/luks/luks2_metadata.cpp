#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/metadata_reader.hpp"

namespace vixmount::volume::luks {
namespace {

// The format's own bound is 32 keyslots and as many digests and segments.
constexpr std::size_t kMostMembers = 32;
constexpr std::uint32_t kMostStripes = 16384;  // all slots have 4000

crypt::KeyDerivation derivation_of(const MetadataObject& function) {
  const auto type = function.text("type");
  if (type == "pbkdf2") return crypt::Pbkdf2{function.text("hash"), function.number("iterations")};
  if (type != "argon2i" && type != "argon2id")
    fail(ErrorKind::unsupported, "the key derivation {} is not supported", printable(type));
  return crypt::Argon2{type == "argon2id", function.number("time"), function.number("memory"),
                       function.number("cpus")};
}

std::uint32_t key_bytes_of(const MetadataObject& object) {
  const auto bytes = object.number("key_size");
  if (bytes == 0 || bytes > kLongestKey)
    fail(ErrorKind::damaged, "{} has a key of {} bytes", object.name(), bytes);
  return bytes;
}

Keyslot keyslot_of(const MetadataObject& object) {
  if (const auto type = object.text("type"); type != "luks2")
    fail(ErrorKind::unsupported, "the type {} is not supported", printable(type));
  const auto area = object.object("area");
  const auto split = object.object("af");
  const auto function = object.object("kdf");
  if (area.text("type") != "raw" || split.text("type") != "luks1")
    fail(ErrorKind::unsupported, "the area {} with the splitter {} is not supported",
         printable(area.text("type")), printable(split.text("type")));
  Keyslot slot;
  slot.name = object.name();
  slot.key_bytes = key_bytes_of(object);
  slot.derivation = derivation_of(function);
  slot.salt = function.bytes("salt");
  slot.split_hash = split.text("hash");
  slot.stripes = split.number("stripes");
  if (slot.stripes == 0 || slot.stripes > kMostStripes)
    fail(ErrorKind::damaged, "it has {} stripes", slot.stripes);
  slot.area_offset = area.long_number("offset");
  slot.area_bytes = area.long_number("size");
  slot.area_cipher = area.text("encryption");
  slot.area_key_bytes = key_bytes_of(area);
  if (object.has("priority")) slot.priority = static_cast<int>(object.number("priority") % 3);
  return slot;
}

bool contains(const std::vector<std::string>& all, const std::string& wanted) {
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

// Features without which the volume must not be used.
void check_requirements(const MetadataObject& root) {
  const auto config = root.object("config");
  if (!config.has("requirements")) return;
  const auto mandatory = config.object("requirements").texts("mandatory");
  if (mandatory.empty()) return;
  if (mandatory.front().find("reencrypt") != std::string::npos)
    fail(ErrorKind::unsupported, "its re-encryption has not come to an end ({})",
         printable(mandatory.front()));
  fail(ErrorKind::unsupported, "it requires {}, which is not supported",
       printable(mandatory.front()));
}

// The one segment that holds the data, with its key in the metadata.
std::pair<std::string, MetadataObject> only_segment(const MetadataObject& root) {
  auto segments = root.object("segments").members("segment", kMostMembers);
  std::erase_if(segments, [](const auto& segment) {
    const auto flags = segment.second.texts("flags");
    return std::any_of(flags.begin(), flags.end(), [](const std::string& flag) {
      return flag.starts_with("backup-");  // how it was before a re-encryption
    });
  });
  if (segments.empty()) fail(ErrorKind::damaged, "LUKS2 metadata: there is no data segment");
  if (segments.size() > 1)
    fail(ErrorKind::unsupported, "its data is in {} segments, which is not supported",
         segments.size());
  return segments.front();
}

Segment segment_of(const MetadataObject& object) {
  const auto type = object.text("type");
  if (type != "crypt")
    fail(ErrorKind::unsupported, "its data segment is of the type {}, which is not supported",
         printable(type));
  if (object.has("integrity"))
    fail(ErrorKind::unsupported, "its sectors are authenticated ({}), which is not supported",
         printable(object.object("integrity").text("type")));
  Segment segment;
  segment.offset = object.long_number("offset");
  if (object.text("size") != "dynamic") segment.size = object.long_number("size");
  segment.cipher = object.text("encryption");
  segment.sector_size = object.number("sector_size");
  segment.vector_offset = object.long_number("iv_tweak");
  return segment;
}

MetadataObject digest_of_segment(const MetadataObject& root, const std::string& segment) {
  for (const auto& [key, digest] : root.object("digests").members("digest", kMostMembers))
    if (contains(digest.texts("segments"), segment)) return digest;
  fail(ErrorKind::damaged, "LUKS2 metadata: no digest belongs to the data segment");
}

KeyDigest key_digest_of(const MetadataObject& object) {
  if (const auto type = object.text("type"); type != "pbkdf2")
    fail(ErrorKind::unsupported, "its digest is of the type {}, which is not supported",
         printable(type));
  return {{object.text("hash"), object.number("iterations")},
          object.bytes("salt"),
          object.bytes("digest")};
}

void read_keyslots(const MetadataObject& root, const std::vector<std::string>& wanted,
                   Header& header) {
  for (const auto& [key, object] : root.object("keyslots").members("keyslot", kMostMembers)) {
    if (!contains(wanted, key)) continue;
    try {
      header.keyslots.push_back(keyslot_of(object));
    } catch (const Error& error) {
      header.remarks.push_back(fmt::format("{} is not used: {}", object.name(), error.message()));
    }
  }
  std::stable_sort(header.keyslots.begin(), header.keyslots.end(),
                   [](const Keyslot& a, const Keyslot& b) { return a.priority > b.priority; });
}

}  // namespace

Header parse_luks2_metadata(const Luks2Copy& copy) {
  const auto document = parse_metadata(copy.metadata);
  const MetadataObject root(document, "the whole");
  check_requirements(root);
  Header header;
  header.version = 2;
  header.uuid = copy.uuid;
  header.remarks = copy.remarks;
  const auto [key, segment] = only_segment(root);
  header.segment = segment_of(segment);
  const auto digest = digest_of_segment(root, key);
  header.digest = key_digest_of(digest);
  read_keyslots(root, digest.texts("keyslots"), header);
  return header;
}

}  // namespace vixmount::volume::luks
