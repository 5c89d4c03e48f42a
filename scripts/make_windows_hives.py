#!/usr/bin/env python3
"""Makes the SOFTWARE and SYSTEM registry hives of a Windows release, as its setup leaves them, as far as an
inspection looks at them. Needs hivexregedit (Debian: libwin-hivex-perl).

  make_windows_hives.py OUTFOLDER [--release 11] [--hostname NAME] [--disk-signature HEX --partition-offset BYTES]
                        [--mbr X:=SIGNATURE@OFFSET] [--gpt X:=PARTITION-GUID] [--dmio X:=VOLUME-GUID] [--device X:=TEXT]
                        [--control-set N]

Drives of SYSTEM\\MountedDevices: the left side is a letter ("C:") or the GUID of a volume; options repeat.
--disk-signature and --partition-offset (bytes) are C: on an MBR disk.
  make_windows_hives.py --list          names the releases
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile
import uuid

# release: the values of "Windows NT\CurrentVersion", then those of SYSTEM.
RELEASES = {
    "nt3.51": ({"CurrentVersion": "3.51", "CurrentBuildNumber": "1057", "CSDVersion": "Service Pack 5",
                "CurrentBuild": "1.511.1 () (Obsolete data - do not use)", "SystemRoot": "C:\\WINNT35"}, {}),
    "nt4": ({"CurrentVersion": "4.0", "CurrentBuildNumber": "1381", "CSDVersion": "Service Pack 6",
             "CurrentBuild": "1.511.1 () (Obsolete data - do not use)", "SystemRoot": "C:\\WINNT"}, {}),
    "nt4-server": ({"CurrentVersion": "4.0", "CurrentBuildNumber": "1381", "CSDVersion": "Service Pack 6",
                    "SystemRoot": "C:\\WINNT"}, {"type": "ServerNT"}),
    "2000": ({"ProductName": "Microsoft Windows 2000", "CurrentVersion": "5.0", "CurrentBuildNumber": "2195",
              "CSDVersion": "Service Pack 4", "SystemRoot": "C:\\WINNT"}, {}),
    "xp": ({"ProductName": "Microsoft Windows XP", "CurrentVersion": "5.1", "CurrentBuildNumber": "2600",
            "CSDVersion": "Service Pack 3", "BuildLab": "2600.xpsp.080413-2111", "SystemRoot": "C:\\WINDOWS"}, {}),
    "xp-x64": ({"ProductName": "Microsoft Windows XP", "CurrentVersion": "5.2", "CurrentBuildNumber": "3790",
                "CSDVersion": "Service Pack 2", "SystemRoot": "C:\\WINDOWS"}, {"architecture": "AMD64"}),
    "2003": ({"ProductName": "Microsoft Windows Server 2003", "CurrentVersion": "5.2", "CurrentBuildNumber": "3790",
              "CSDVersion": "Service Pack 2", "SystemRoot": "C:\\WINDOWS"},
             {"type": "ServerNT", "suite": ["Enterprise", "Terminal Server"]}),
    "vista": ({"ProductName": "Windows Vista (TM) Business", "EditionID": "Business", "CurrentVersion": "6.0",
               "CurrentBuildNumber": "6002", "CurrentBuild": "6002", "CSDVersion": "Service Pack 2"}, {}),
    "2008": ({"ProductName": "Windows Server (R) 2008 Standard", "EditionID": "ServerStandard",
              "CurrentVersion": "6.0", "CurrentBuildNumber": "6002", "CurrentBuild": "6002",
              "CSDVersion": "Service Pack 2"}, {"type": "LanmanNT", "architecture": "AMD64"}),
    "7": ({"ProductName": "Windows 7 Professional", "EditionID": "Professional", "InstallationType": "Client",
           "CurrentVersion": "6.1", "CurrentBuildNumber": "7601", "CurrentBuild": "7601",
           "CSDVersion": "Service Pack 1", "BuildLab": "7601.win7sp1_rtm.101119-1850"}, {"architecture": "AMD64"}),
    "2008r2": ({"ProductName": "Windows Server 2008 R2 Enterprise", "EditionID": "ServerEnterprise",
                "InstallationType": "Server", "CurrentVersion": "6.1", "CurrentBuildNumber": "7601",
                "CurrentBuild": "7601", "CSDVersion": "Service Pack 1"},
               {"type": "ServerNT", "architecture": "AMD64"}),
    "8": ({"ProductName": "Windows 8 Pro", "EditionID": "Professional", "InstallationType": "Client",
           "CurrentVersion": "6.2", "CurrentBuildNumber": "9200", "CurrentBuild": "9200"}, {"architecture": "AMD64"}),
    "2012": ({"ProductName": "Windows Server 2012 Standard", "EditionID": "ServerStandard",
              "InstallationType": "Server", "CurrentVersion": "6.2", "CurrentBuildNumber": "9200",
              "CurrentBuild": "9200"}, {"type": "ServerNT", "architecture": "AMD64"}),
    "8.1": ({"ProductName": "Windows 8.1 Pro", "EditionID": "Professional", "InstallationType": "Client",
             "CurrentVersion": "6.3", "CurrentBuildNumber": "9600", "CurrentBuild": "9600", "UBR": 17031},
            {"architecture": "AMD64"}),
    "2012r2": ({"ProductName": "Windows Server 2012 R2 Standard", "EditionID": "ServerStandard",
                "InstallationType": "Server", "CurrentVersion": "6.3", "CurrentBuildNumber": "9600",
                "CurrentBuild": "9600"}, {"type": "ServerNT", "architecture": "AMD64"}),
    "10": ({"ProductName": "Windows 10 Pro", "EditionID": "Professional", "InstallationType": "Client",
            "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10, "CurrentMinorVersionNumber": 0,
            "CurrentBuildNumber": "19045", "CurrentBuild": "19045", "UBR": 3803, "ReleaseId": "2009",
            "DisplayVersion": "22H2", "BuildLab": "19041.vb_release.191206-1406"}, {"architecture": "AMD64"}),
    "10-arm": ({"ProductName": "Windows 10 Pro", "EditionID": "Professional", "InstallationType": "Client",
                "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10, "CurrentMinorVersionNumber": 0,
                "CurrentBuildNumber": "18363", "CurrentBuild": "18363", "UBR": 418, "ReleaseId": "1909"},
               {"architecture": "ARM64"}),
    "2016": ({"ProductName": "Windows Server 2016 Standard", "EditionID": "ServerStandard",
              "InstallationType": "Server", "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10,
              "CurrentMinorVersionNumber": 0, "CurrentBuildNumber": "14393", "CurrentBuild": "14393",
              "UBR": 5921, "ReleaseId": "1607"}, {"type": "ServerNT", "architecture": "AMD64"}),
    "2019-core": ({"ProductName": "Windows Server 2019 Standard", "EditionID": "ServerStandard",
                   "InstallationType": "Server Core", "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10,
                   "CurrentMinorVersionNumber": 0, "CurrentBuildNumber": "17763", "CurrentBuild": "17763",
                   "UBR": 4377, "ReleaseId": "1809"}, {"type": "ServerNT", "architecture": "AMD64"}),
    "2022": ({"ProductName": "Windows Server 2022 Datacenter", "EditionID": "ServerDatacenter",
              "InstallationType": "Server", "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10,
              "CurrentMinorVersionNumber": 0, "CurrentBuildNumber": "20348", "CurrentBuild": "20348",
              "UBR": 1726, "ReleaseId": "2009", "DisplayVersion": "21H2"},
             {"type": "ServerNT", "architecture": "AMD64"}),
    # Windows 11 went on calling itself 10 here.
    "11": ({"ProductName": "Windows 10 Pro", "EditionID": "Professional", "InstallationType": "Client",
            "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10, "CurrentMinorVersionNumber": 0,
            "CurrentBuildNumber": "22631", "CurrentBuild": "22631", "UBR": 3007, "ReleaseId": "2009",
            "DisplayVersion": "23H2", "BuildLab": "22621.ni_release.220506-1250"}, {"architecture": "AMD64"}),
    "2025": ({"ProductName": "Windows Server 2025 Datacenter", "EditionID": "ServerDatacenter",
              "InstallationType": "Server", "CurrentVersion": "6.3", "CurrentMajorVersionNumber": 10,
              "CurrentMinorVersionNumber": 0, "CurrentBuildNumber": "26100", "CurrentBuild": "26100",
              "UBR": 1742, "ReleaseId": "2009", "DisplayVersion": "24H2"},
             {"type": "ServerNT", "architecture": "AMD64"}),
}
INSTALL_DATE = 1700000000  # 2023-11-14 22:13:20 UTC
FILETIME_EPOCH = 11644473600  # seconds from 1601 to 1970
HIVE_DATA_OFFSET = 4096
ROOT_CELL = 0x20
SECURITY_CELL = 0x80


def cell(content, free=False):
    size = (len(content) + 4 + 7) // 8 * 8
    return struct.pack("<i", size if free else -size) + content.ljust(size - 4, b"\0")


def empty_hive(name):
    """A hive that holds the root key and its security descriptor (D:(A;;KA;;;SY) as SYSTEM)."""
    no = 0xFFFFFFFF
    time = (INSTALL_DATE + FILETIME_EPOCH) * 10_000_000
    root_name = b"ROOT"
    key = struct.pack("<2sHQIIIIIIIIIIIIIIIHH", b"nk", 0x2C, time, 0, 0, 0, 0, no, no, 0, no, SECURITY_CELL, no,
                      0, 0, 0, 0, 0, len(root_name), 0) + root_name
    system = struct.pack("<BB6sI", 1, 1, b"\0\0\0\0\0\5", 18)
    entry = struct.pack("<BBHI", 0, 2, 8 + len(system), 0x000F003F) + system
    acl = struct.pack("<BBHHH", 2, 0, 8 + len(entry), 1, 0) + entry
    descriptor = struct.pack("<BBHIIII", 1, 0, 0x8004, 20 + len(acl), 20 + len(acl) + len(system), 0, 20)
    descriptor += acl + system + system
    security = struct.pack("<2sHIIII", b"sk", 0, SECURITY_CELL, SECURITY_CELL, 1, len(descriptor)) + descriptor
    bins = bytearray(struct.pack("<4sIIIIQI", b"hbin", 0, 4096, 0, 0, time, 0).ljust(ROOT_CELL, b"\0"))
    first = cell(key)
    first += b"" if ROOT_CELL + len(first) == SECURITY_CELL else cell(b"\0" * (SECURITY_CELL - ROOT_CELL - len(first) - 4),
                                                                    free=True)
    bins += first
    assert len(bins) == SECURITY_CELL
    bins += cell(security)
    bins += cell(b"\0" * (4096 - len(bins) - 4), free=True)
    base = bytearray(struct.pack("<4sIIQIIIIIII", b"regf", 1, 1, time, 1, 3, 0, 1, ROOT_CELL, len(bins), 1))
    base += name.encode("utf-16-le")[:64].ljust(64, b"\0")
    base = base.ljust(508, b"\0")
    checksum = 0
    for (word,) in struct.iter_unpack("<I", base):
        checksum ^= word
    return bytes(base) + struct.pack("<I", checksum).ljust(HIVE_DATA_OFFSET - 508, b"\0") + bytes(bins)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hexadecimal(data, kind=3):
    prefix = "hex" if kind == 3 else f"hex({kind:x})"
    return prefix + ":" + ",".join(f"{byte:02x}" for byte in data)


def reg_value(value):
    if isinstance(value, int):
        return f"dword:{value:08x}"
    if isinstance(value, bytes):
        return hexadecimal(value)
    if isinstance(value, tuple):  # REG_QWORD
        return hexadecimal(struct.pack("<Q", value[0]), 11)
    if isinstance(value, list):
        return hexadecimal("".join(text + "\0" for text in value + [""]).encode("utf-16-le"), 7)
    return "str(1):" + quoted(value) if value.isascii() else hexadecimal((value + "\0").encode("utf-16-le"), 1)


def write_hive(path, name, keys):
    with open(path, "wb") as hive:
        hive.write(empty_hive(name))
    lines = ["Windows Registry Editor Version 5.00", ""]
    made = set()
    for key, values in keys:
        folders = key.split("\\")
        for depth in range(1, len(folders)):  # hivexregedit makes a key only below one that is there
            above = "\\".join(folders[:depth])
            if above not in made:
                lines += [f"[\\{above}]", ""]
                made.add(above)
        lines.append(f"[\\{key}]")
        lines += [f"{quoted(value_name)}={reg_value(value)}" for value_name, value in values.items()]
        lines.append("")
    with tempfile.NamedTemporaryFile("w", suffix=".reg") as registration:
        registration.write("\n".join(lines))
        registration.flush()
        subprocess.run(["hivexregedit", "--merge", path, registration.name], check=True)


def software_keys(release):
    values = dict(RELEASES[release][0])
    values.setdefault("SystemRoot", "C:\\Windows")
    values["InstallDate"] = INSTALL_DATE
    if "CurrentMajorVersionNumber" in values:
        values["InstallTime"] = ((INSTALL_DATE + FILETIME_EPOCH) * 10_000_000,)
    values["RegisteredOwner"] = "Anna Bäcker"
    values["CurrentType"] = "Multiprocessor Free"
    return [("Microsoft\\Windows NT\\CurrentVersion", values),
            ("Microsoft\\Windows\\CurrentVersion", {"ProgramFilesDir": "C:\\Program Files"})]


def system_keys(release, arguments, devices):
    facts = RELEASES[release][1]
    control_set = f"ControlSet{arguments.control_set:03}"
    options = {"ProductType": facts.get("type", "WinNT")}
    if "suite" in facts:
        options["ProductSuite"] = facts["suite"]
    return [("Select", {"Current": arguments.control_set, "Default": arguments.control_set, "Failed": 0,
                        "LastKnownGood": arguments.control_set}),
            (f"{control_set}\\Control\\ComputerName\\ComputerName", {"ComputerName": arguments.hostname.upper()[:15]}),
            (f"{control_set}\\Services\\Tcpip\\Parameters", {"Hostname": arguments.hostname, "Domain": ""}),
            (f"{control_set}\\Control\\Session Manager\\Environment",
             {"PROCESSOR_ARCHITECTURE": facts.get("architecture", "x86"), "OS": "Windows_NT"}),
            (f"{control_set}\\Control\\ProductOptions", options),
            (f"{control_set}\\Control\\TimeZoneInformation", {"StandardName": "W. Europe Standard Time",
                                                             "TimeZoneKeyName": "W. Europe Standard Time"}),
            ("MountedDevices", devices)]


def device_name(text):
    if len(text) == 2 and text[1] == ":":
        return "\\DosDevices\\" + text.upper()
    return "\\??\\Volume{" + str(uuid.UUID(text)) + "}"


def mounted_devices(arguments):
    devices = {}
    mbr = list(arguments.mbr)
    if arguments.disk_signature is not None:
        mbr.append(f"C:={arguments.disk_signature}@{arguments.partition_offset}")
    for text in mbr:
        name, where = text.split("=", 1)
        signature, offset = where.split("@", 1)
        devices[device_name(name)] = struct.pack("<IQ", int(signature, 16), int(offset, 0))
    for text in arguments.gpt + arguments.dmio:  # the same form: one names a partition, the other an LDM volume
        name, guid = text.split("=", 1)
        devices[device_name(name)] = b"DMIO:ID:" + uuid.UUID(guid).bytes_le
    for text in arguments.device:
        name, device = text.split("=", 1)
        devices[device_name(name)] = device.encode("utf-16-le")
    return devices


def main():
    parser = argparse.ArgumentParser(description="Makes SOFTWARE and SYSTEM hives of a Windows release.")
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--release", choices=RELEASES, default="11")
    parser.add_argument("--hostname", default="win-desktop-01")
    parser.add_argument("--control-set", type=int, default=1)
    parser.add_argument("--disk-signature")
    parser.add_argument("--partition-offset", type=lambda text: int(text, 0), default=1 << 20)
    for name in ("--mbr", "--gpt", "--dmio", "--device"):
        parser.add_argument(name, action="append", default=[])
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(RELEASES))
        return
    if arguments.folder is None:
        parser.error("name a folder")
    os.makedirs(arguments.folder, exist_ok=True)
    write_hive(os.path.join(arguments.folder, "SOFTWARE"), "\\SystemRoot\\System32\\Config\\SOFTWARE"[-32:],
               software_keys(arguments.release))
    write_hive(os.path.join(arguments.folder, "SYSTEM"), "SYSTEM",
               system_keys(arguments.release, arguments, mounted_devices(arguments)))


if __name__ == "__main__":
    sys.exit(main())
