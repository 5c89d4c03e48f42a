vixmount_fuzzer(hfsplus SOURCES hfsplus.cpp DEPENDS vixmount_fs_hfsplus)
