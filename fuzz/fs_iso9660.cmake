vixmount_fuzzer(iso9660 SOURCES iso9660.cpp DEPENDS vixmount_fs_iso9660)
