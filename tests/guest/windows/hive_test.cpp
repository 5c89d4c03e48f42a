#include "guest/windows/hive.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "guest/windows/sample_windows.hpp"
#include "guest/windows/software.hpp"
#include "guest/windows/system.hpp"

namespace vixmount::guest::windows {
namespace {

using vixmount::test::error_kind_of;

std::unique_ptr<Hive> open(std::string_view bytes) {
  auto memory = std::make_unique<HiveMemory>(bytes.size());
  std::memcpy(memory->bytes().data(), bytes.data(), bytes.size());
  return std::make_unique<Hive>(std::move(memory));
}

struct Counts {
  std::size_t keys = 0;
  std::size_t values = 0;
};

void count(const Key& key, Counts& counts) {
  ++counts.keys;
  counts.values += key.value_names().size();
  for (const auto& child : key.children()) count(child, counts);
}

// "# keys 132 values 103 (...)" and "# SOFTWARE ProductName = x".
struct Manifest {
  Counts counts;
  std::map<std::string, std::string> facts;
};

Manifest read_manifest(const std::filesystem::path& path) {
  Manifest manifest;
  std::ifstream lines(path);
  for (std::string line; std::getline(lines, line);) {
    if (std::sscanf(line.c_str(), "# keys %zu values %zu", &manifest.counts.keys,
                    &manifest.counts.values) == 2)
      continue;
    for (const std::string hive : {"# SOFTWARE ", "# SYSTEM "}) {
      if (!line.starts_with(hive)) continue;
      const auto fact = line.substr(hive.size());
      const auto equal = fact.find(" = ");
      if (equal != std::string::npos)
        manifest.facts[fact.substr(0, equal)] = fact.substr(equal + 3);
      else
        manifest.facts[fact.substr(0, fact.find(' '))] = fact.substr(fact.find(' ') + 1);
    }
  }
  return manifest;
}

std::string read_fact(const Key& root, bool is_software, const std::string& fact) {
  if (is_software) return root.at("Microsoft\\Windows NT\\CurrentVersion")->text(fact).value_or("");
  if (fact == "current")
    return fmt::format("ControlSet{:03}", *root.child("Select")->number("Current"));
  if (fact == "ComputerName")
    return *root.at("ControlSet001\\Control\\ComputerName\\ComputerName")->text(fact);
  const auto machine = read_machine(root);
  if (fact == "PROCESSOR_ARCHITECTURE") return machine->architecture;
  if (fact == "TimeZoneKeyName") return machine->time_zone;
  return fact == "ProductType" ? machine->product_type : "";
}

// The manifests were written with hivex' own commands, whose names and counts ours must give too,
// with conversions and limits of our own in between.
TEST(Hive, MatchesEveryManifestOfTheCorpus) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto manifests = *vixmount::test::corpus() / "manifests/registry";
  std::size_t hives = 0;
  std::cout << fmt::format("{:<40}{:>10}{:>10}\n", "hive", "keys", "values");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(manifests)) {
    if (!entry.is_regular_file()) continue;
    auto name = std::filesystem::relative(entry.path(), manifests.parent_path()).string();
    name.resize(name.size() - std::string(".tsv").size());
    SCOPED_TRACE(name);
    const auto manifest = read_manifest(entry.path());
    const auto hive = open(vixmount::test::read_file(vixmount::test::corpus_image(name)));
    Counts counts;
    count(hive->root(), counts);
    EXPECT_EQ(counts.keys, manifest.counts.keys);
    EXPECT_EQ(counts.values, manifest.counts.values);
    std::cout << fmt::format("{:<40}{:>10}{:>10}\n", name, counts.keys, counts.values);
    for (const auto& [fact, value] : manifest.facts) {
      EXPECT_EQ(read_fact(hive->root(), name.ends_with("SOFTWARE"), fact), value) << fact;
      std::cout << fmt::format("  {} = {}\n", fact, value);
    }
    ++hives;
  }
  EXPECT_GE(hives, 7U);
}

TEST(Hive, ReadsTheProductOfARealHive) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto hive =
      open(vixmount::test::read_file(vixmount::test::corpus_image("registry/dfwinreg/SOFTWARE")));
  const auto product = read_product(hive->root());
  ASSERT_TRUE(product);
  EXPECT_EQ(product->name, "Windows 8.1 Enterprise Evaluation");
  EXPECT_EQ(product->edition, "EnterpriseEval");
  EXPECT_EQ(product->installation_type, "Client");
  EXPECT_EQ(product->major, 6U);
  EXPECT_EQ(product->minor, 3U);
  EXPECT_EQ(product->build, 9600U);
  EXPECT_EQ(product->system_root, "C:\\Windows");
}

TEST(Hive, ReadsTheMachineOfARealHive) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto hive =
      open(vixmount::test::read_file(vixmount::test::corpus_image("registry/dfwinreg/SYSTEM")));
  const auto machine = read_machine(hive->root());
  ASSERT_TRUE(machine);
  EXPECT_TRUE(equals_ignoring_ascii_case(machine->hostname, "STUDENT-PC8")) << machine->hostname;
  EXPECT_EQ(machine->architecture, "AMD64");
  EXPECT_EQ(machine->product_type, "WinNT");
  EXPECT_EQ(machine->time_zone, "Pacific Standard Time");
  EXPECT_FALSE(read_mounted_devices(hive->root()).empty());
}

TEST(Hive, FindsNamesInAnyCase) {
  VIXMOUNT_REQUIRE_HIVES();
  const auto hives = test::make_hives("--release 10");
  const auto hive = open(hives.software);
  const auto key = hive->root().at("MICROSOFT\\windows nt\\currentversion");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name(), "CurrentVersion");
  EXPECT_EQ(key->text("productNAME"), "Windows 10 Pro");
  EXPECT_EQ(key->text("RegisteredOwner"), "Anna B\u00e4cker");
  EXPECT_EQ(key->number("UBR"), 3803U);
  EXPECT_EQ(key->text("UBR"), std::nullopt) << "a number is no text";
  EXPECT_FALSE(hive->root().at("Microsoft\\None\\CurrentVersion"));
  EXPECT_FALSE(key->value("None"));
}

// Latin-1 and UTF-16 names of hivex' own test hive; expected: as its Python module prints them.
TEST(Hive, ConvertsNamesWithoutModulesOfTheCLibrary) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto hive =
      open(vixmount::test::read_file(vixmount::test::corpus_image("registry/hivex/special")));
  std::vector<std::string> names;
  for (const auto& key : hive->root().children()) {
    names.push_back(key.name());
    for (const auto& value : key.value_names()) names.push_back("  " + value);
  }
  EXPECT_EQ(names, (std::vector<std::string>{
                       "abcd_\u00e4\u00f6\u00fc\u00df", "  abcd_\u00e4\u00f6\u00fc\u00df",
                       "weird\u2122", "  symbols $\u00a3\u20a4\u20a7\u20ac", "zero", "  zero"}))
      << "names with a NUL inside end there";
}

TEST(Hive, WhatIsNoneIsDamaged) {
  EXPECT_EQ(error_kind_of([] { open(std::string(8192, '\0')); }), ErrorKind::damaged);
  EXPECT_EQ(error_kind_of([] { open("regf"); }), ErrorKind::damaged);
  EXPECT_EQ(error_kind_of([] { open(""); }), ErrorKind::damaged);
}

TEST(Hive, ALargeOneIsRefused) {
  EXPECT_EQ(error_kind_of([] { HiveMemory memory(kLargestHive + 1); }), ErrorKind::limit_exceeded);
}

// A value whose data lies in a cell that is too short: libhivex would take it for a list.
TEST(Hive, DataBeyondItsCellIsDamaged) {
  VIXMOUNT_REQUIRE_HIVES();
  auto hives = test::make_hives("--release 11");
  const std::string name = "ProductName";
  const auto value = hives.software.find("vk", hives.software.find(name) - 24);
  ASSERT_EQ(value, hives.software.find(name) - 20);
  hives.software[value + 5] = '\x20';  // its size: 8 KiB and some
  const auto hive = open(hives.software);
  const auto key = *hive->root().at("Microsoft\\Windows NT\\CurrentVersion");
  EXPECT_EQ(error_kind_of([&] { key.value(name); }), ErrorKind::damaged);
  EXPECT_EQ(key.text("EditionID"), "Professional");
}

TEST(Hive, TheNextOneFindsCleanMemory) {
  {
    HiveMemory memory(100000);
    std::fill(memory.bytes().begin(), memory.bytes().end(), std::byte{0xFF});
  }
  HiveMemory memory(1);
  memory.resize(100000);
  EXPECT_TRUE(is_all_zero(memory.bytes()));
}

}  // namespace
}  // namespace vixmount::guest::windows
