"""A fuzz target as a program of libFuzzer and as a library for the test that replays inputs."""

def fuzz_target(name, deps):
    """NAME_fuzz.cc, which registers the target NAME.

    Args:
      name: of the target. NAME_target is the library; NAME_fuzzer the program, which only links
        under --config=fuzz.
      deps: besides :fuzz_target.
    """
    native.cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [name + "_fuzz.cc"],
        deps = [":fuzz_target"] + deps,
        alwayslink = True,
    )
    native.cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [
            ":libfuzzer_entry",
            ":%s_target" % name,
        ],
    )
