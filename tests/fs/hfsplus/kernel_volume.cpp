#include "kernel_volume.hpp"

#include <sys/stat.h>

#include <gtest/gtest.h>
#include <utf8proc.h>

#include "base/text.hpp"
#include "fs/posix_mode.hpp"
#include "fs/support/walk.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::fs::hfsplus {
namespace {

std::string from_hex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(parse_unsigned(digits.substr(i, 2), 16).value());
  return out;
}

KernelNode parse_node(const std::vector<std::string_view>& fields) {
  KernelNode out;
  const auto number = [&](std::size_t i) { return std::stoll(std::string(fields.at(i))); };
  out.mode = static_cast<std::uint32_t>(parse_unsigned(fields.at(1), 8).value());
  out.owner = static_cast<std::uint32_t>(number(2));
  out.group = static_cast<std::uint32_t>(number(3));
  out.links = static_cast<std::uint32_t>(number(4));
  out.size = static_cast<std::uint64_t>(number(5));
  out.blocks = static_cast<std::uint64_t>(number(6));
  out.number = static_cast<std::uint64_t>(number(7));
  out.device_major = static_cast<std::uint32_t>(number(8));
  out.device_minor = static_cast<std::uint32_t>(number(9));
  out.accessed = number(10);
  out.modified = number(11);
  out.changed = number(12);
  out.target = from_hex(fields.at(13));
  out.sum = fields.at(14);
  if (!fields.at(15).empty())
    for (const auto pair : split(fields[15], ',')) {
      const auto equals = pair.find('=');
      out.attributes[from_hex(pair.substr(0, equals))] = from_hex(pair.substr(equals + 1));
    }
  return out;
}

std::map<std::string, std::string> attributes_of(const FileSystem& files, NodeId node) {
  std::map<std::string, std::string> out;
  for (const auto& name : files.list_xattrs(node)) out[name] = files.get_xattr(node, name).value();
  return out;
}

void compare_node(const FileSystem& files, const test::WalkedNode& node, const KernelNode& kernel) {
  const auto& ours = node.attributes;
  EXPECT_EQ(ours.type, node_type_of(kernel.mode));
  EXPECT_EQ(ours.permissions, kernel.mode & 07777);
  EXPECT_EQ(ours.owner, kernel.owner);
  EXPECT_EQ(ours.group, kernel.group);
  EXPECT_EQ(ours.link_count, kernel.links);
  EXPECT_EQ(ours.size, kernel.size);
  EXPECT_EQ(ours.node, kernel.number);
  EXPECT_EQ(ours.device_major, kernel.device_major);
  EXPECT_EQ(ours.device_minor, kernel.device_minor);
  EXPECT_EQ(ours.accessed.seconds, kernel.accessed);
  EXPECT_EQ(ours.modified.seconds, kernel.modified);
  EXPECT_EQ(ours.changed.seconds, kernel.changed);
  EXPECT_EQ(files.lookup(node.parent, node.name), ours.node);
  if (ours.type == NodeType::directory) {
    EXPECT_EQ(files.parent(ours.node), node.parent);
  } else if (ours.type == NodeType::symbolic_link) {
    EXPECT_EQ(files.read_link(ours.node), kernel.target);
  } else if (ours.type == NodeType::regular && !kernel.sum.empty()) {
    EXPECT_EQ(test::sha256_of(*files.open(ours.node)), kernel.sum);
  }
  // The driver answers for no others.
  if (ours.type == NodeType::directory || ours.type == NodeType::regular) {
    EXPECT_TRUE(attributes_of(files, ours.node) == kernel.attributes);
  }
}

}  // namespace

std::filesystem::path kernel_volumes() {
  const std::string folder = "tests/fs/hfsplus/";
  return test::made_in_uml("hfsplus_images",
                           "'" VIXMOUNT_SOURCE_DIR "/" + folder + "make_images.sh'",
                           {folder + "make_images.sh", folder + "format.py", folder + "fill.py",
                            folder + "compressed.py", folder + "image.py",
                            folder + "make_special_volume.py", "tests/codec/apple_encoders.py",
                            folder + "dump.py", folder + "fill.sh", folder + "variants.txt"});
}

KernelView read_kernel_view(const std::filesystem::path& path) {
  KernelView view;
  const auto text = test::read_file(path);
  for (const auto line : split(text, '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, '\t');
    if (fields[0] == "statfs") {
      view.block_size = parse_unsigned(fields.at(1)).value();
      view.blocks = parse_unsigned(fields.at(2)).value();
      view.free_blocks = parse_unsigned(fields.at(3)).value();
    } else {
      view.nodes[canonical(from_hex(fields[0]))] = parse_node(fields);
    }
  }
  return view;
}

std::string canonical(const std::string& path) {
  auto* const text = utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(path.c_str()));
  if (text == nullptr) return path;
  std::string out(reinterpret_cast<const char*>(text));
  std::free(text);
  return out;
}

void compare_with_kernel(const FileSystem& files, const KernelView& view) {
  std::size_t count = 0;
  test::walk(files, [&](const test::WalkedNode& node) {
    if (testing::Test::HasFailure() && count > 100) return;
    SCOPED_TRACE(node.path);
    const auto found = view.nodes.find(canonical(node.path));
    if (found == view.nodes.end()) {
      ADD_FAILURE() << "the kernel has no such node";
      return;
    }
    compare_node(files, node, found->second);
    ++count;
  });
  EXPECT_EQ(count, view.nodes.size());
}

}  // namespace vixmount::fs::hfsplus
