vixmount_fuzzer(ldm SOURCES ldm.cpp DEPENDS vixmount_volume)
vixmount_fuzzer(ldm_records SOURCES ldm_records.cpp DEPENDS vixmount_volume)
