vixmount_fuzzer(md SOURCES md.cpp DEPENDS vixmount_volume)
vixmount_fuzzer(imsm SOURCES imsm.cpp DEPENDS vixmount_volume)
