vixmount_fuzzer(udf SOURCES udf.cpp DEPENDS vixmount_fs_udf)
