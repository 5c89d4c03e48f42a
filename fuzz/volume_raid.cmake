vixmount_fuzzer(raid SOURCES raid.cpp ../tests/volume/raid/raid_model.cpp DEPENDS vixmount_volume vixmount_disk)
