// What people call a Windows, where its registry says it otherwise or not at all.
#pragma once

#include <string>

#include "guest/windows/software.hpp"
#include "guest/windows/system.hpp"

namespace vixmount::guest::windows {

// "Windows 11 Pro" (which calls itself 10), "Windows NT Workstation 4.0" (which has no name).
std::string product_name(const Product& product, const Machine& machine);
// EditionID; before Vista from the product type and its suites: "Workstation", "Professional",
// "Home Edition", "Server", "Advanced Server" ... Empty when nothing tells.
std::string edition_name(const Product& product, const Machine& machine);

struct Processor {
  std::string name;  // as `uname -m` says it, 32-bit x86 as "i386"
  bool is_64_bit = false;
};
// Of PROCESSOR_ARCHITECTURE; others under their own names in lower case.
Processor processor_name(const std::string& architecture);

}  // namespace vixmount::guest::windows
