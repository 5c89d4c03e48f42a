#include "volume/gpt/type_names.hpp"

#include <algorithm>
#include <array>

namespace vixmount::volume::gpt {
namespace {

struct Named {
  std::string_view type;
  std::string_view name;
};

// Sources: UEFI specification, Discoverable Partitions Specification, vendors' pages.
constexpr std::array kNames = {
    Named{"c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "EFI system"},
    Named{"21686148-6449-6e6f-744e-656564454649", "BIOS boot"},
    Named{"024dee41-33e7-11d3-9d69-0008c781f39f", "MBR inside GPT"},
    Named{"e3c9e316-0b5c-4db8-817d-f92df00215ae", "Microsoft reserved"},
    Named{"ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "Microsoft basic data"},
    Named{"5808c8aa-7e8f-42e0-85d2-e1e90434cfb3", "Windows dynamic disk metadata"},
    Named{"af9b60a0-1431-4f62-bc68-3311714a69ad", "Windows dynamic disk data"},
    Named{"de94bba4-06d1-4d40-a16a-bfd50179d6ac", "Windows recovery"},
    Named{"e75caf8f-f680-4cee-afa3-b001e56efc2d", "Windows storage spaces"},
    Named{"0fc63daf-8483-4772-8e79-3d69d8477de4", "Linux filesystem"},
    Named{"0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "Linux swap"},
    Named{"e6d6d379-f507-44c2-a23c-238f2a3df928", "Linux LVM"},
    Named{"a19d880f-05fc-4d3b-a006-743f0f84911e", "Linux RAID"},
    Named{"ca7d7ccb-63ed-4c53-861c-1742536059cc", "Linux LUKS"},
    Named{"7ffec5c9-2d00-49b7-8941-3ea10a5586b7", "Linux dm-crypt"},
    Named{"bc13c2ff-59e6-4262-a352-b275fd6f7172", "Linux extended boot"},
    Named{"933ac7e1-2eb4-4f13-b844-0e14e2aef915", "Linux home"},
    Named{"3b8f8425-20e0-4f3b-907f-1a25a76f98e8", "Linux server data"},
    Named{"4d21b016-b534-45c2-a9fb-5c16e091fd2d", "Linux variable data"},
    Named{"7ec6f557-3bc5-4aca-b293-16ef5df639d1", "Linux temporary data"},
    Named{"8da63339-0007-60c0-c436-083ac8230908", "Linux reserved"},
    Named{"44479540-f297-41b2-9af7-d131d5f0458a", "Linux root (x86)"},
    Named{"4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "Linux root (x86-64)"},
    Named{"69dad710-2ce4-4e3c-b16c-21a1d49abed3", "Linux root (ARM)"},
    Named{"b921b045-1df0-41c3-af44-4c6f280d3fae", "Linux root (ARM-64)"},
    Named{"72ec70a6-cf74-40e6-bd49-4bda08e8f224", "Linux root (RISC-V-64)"},
    Named{"c31c45e6-3f39-412e-80fb-4809c4980599", "Linux root (PPC64LE)"},
    Named{"5eead9a9-fe09-4a1e-a1d7-520d00531306", "Linux root (S390X)"},
    Named{"8484680c-9521-48c6-9c11-b0720656f69e", "Linux /usr (x86-64)"},
    Named{"b0e01050-ee5f-4390-949a-9101b17104e9", "Linux /usr (ARM-64)"},
    Named{"2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "Linux root verity (x86-64)"},
    Named{"83bd6b9d-7f41-11dc-be0b-001560b84f0f", "FreeBSD boot"},
    Named{"516e7cb4-6ecf-11d6-8ff8-00022d09712b", "FreeBSD data"},
    Named{"516e7cb5-6ecf-11d6-8ff8-00022d09712b", "FreeBSD swap"},
    Named{"516e7cb6-6ecf-11d6-8ff8-00022d09712b", "FreeBSD UFS"},
    Named{"516e7cb8-6ecf-11d6-8ff8-00022d09712b", "FreeBSD Vinum"},
    Named{"516e7cba-6ecf-11d6-8ff8-00022d09712b", "FreeBSD ZFS"},
    Named{"824cc7a0-36a8-11e3-890a-952519ad3f61", "OpenBSD data"},
    Named{"49f48d32-b10e-11dc-b99b-0019d1879648", "NetBSD swap"},
    Named{"49f48d5a-b10e-11dc-b99b-0019d1879648", "NetBSD FFS"},
    Named{"48465300-0000-11aa-aa11-00306543ecac", "Apple HFS+"},
    Named{"7c3457ef-0000-11aa-aa11-00306543ecac", "Apple APFS"},
    Named{"55465300-0000-11aa-aa11-00306543ecac", "Apple UFS"},
    Named{"426f6f74-0000-11aa-aa11-00306543ecac", "Apple boot"},
    Named{"53746f72-6167-11aa-aa11-00306543ecac", "Apple core storage"},
    Named{"52414944-0000-11aa-aa11-00306543ecac", "Apple RAID"},
    Named{"6a82cb45-1dd2-11b2-99a6-080020736631", "Solaris boot"},
    Named{"6a85cf4d-1dd2-11b2-99a6-080020736631", "Solaris root"},
    Named{"6a898cc3-1dd2-11b2-99a6-080020736631", "Solaris /usr or Apple ZFS"},
    Named{"6a87c46f-1dd2-11b2-99a6-080020736631", "Solaris swap"},
    Named{"aa31e02a-400f-11db-9590-000c2911d1b8", "VMware VMFS"},
    Named{"9d275380-40ad-11db-bf97-000c2911d1b8", "VMware diagnostics"},
    Named{"9198effc-31c0-11db-8f78-000c2911d1b8", "VMware reserved"},
    Named{"fe3a2a5d-4f32-41a7-b725-accc3285a309", "ChromeOS kernel"},
    Named{"3cb8e202-3b7e-47dd-8a3c-7ff2a13cfcec", "ChromeOS root"},
    Named{"9e1a2d38-c612-4316-aa26-8b49521e5a8b", "PowerPC PReP boot"},
};

}  // namespace

std::string_view type_name(const Guid& type) {
  const auto text = type.to_string();
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Named& named) { return named.type == text; });
  return found != kNames.end() ? found->name : "unknown";
}

}  // namespace vixmount::volume::gpt
