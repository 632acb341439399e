"""Compiler options of the simulator."""

# JSON without optimisation is about ten times slower, and load tests would then measure the simulator. All targets that
# end up in the binary must agree, or the linker may keep the slow copy of a shared template; tests need not.
SIMULATOR_COPTS = ["-O2"]
