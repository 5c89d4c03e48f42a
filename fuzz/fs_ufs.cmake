vixmount_fuzzer(ufs SOURCES ufs.cpp DEPENDS vixmount_fs_ufs)
